/* For devices that recycle memory of their own: how pool_trim reaches what waits there, and how whoever knows
 * what memory is used for is asked when there is none left. */
#ifndef BASE_POOL_HOOK_H
#define BASE_POOL_HOOK_H

#include <stdint.h>

/* From now on pool_trim calls `trim` as well, on this thread only: threads that come and go leave a device's
 * memory alone. NULL: no more. */
void pool_on_trim(void (*trim)(void));

/* In bytes. */
typedef struct PoolFull {
    const char *device; /* "cpu", or another's name                  */
    int64_t wanted;
    int64_t in_use; /* handed out                                */
    int64_t room;   /* that there is altogether; 0: nobody knows */
} PoolFull;

/* From now on this thread's pool_tell_full calls `explain`, which may add to the error that was just set. */
void pool_on_full(void (*explain)(const PoolFull *full));
/* A payload was refused, and the error says so. Its hint is mem_advice, if it has none yet. */
void pool_tell_full(const PoolFull *full);

#endif
