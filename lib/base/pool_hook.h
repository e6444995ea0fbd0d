/* For devices that recycle memory of their own: how pool_trim reaches what waits there. */
#ifndef BASE_POOL_HOOK_H
#define BASE_POOL_HOOK_H

/* From now on pool_trim calls `trim` as well, on this thread only: threads that come and go leave a device's
 * memory alone. NULL: no more. */
void pool_on_trim(void (*trim)(void));

#endif
