/* Recycled memory for payloads: each thread keeps freed blocks in size classes, so that a training step finds
 * the blocks of the step before and calls malloc no more. (chapter 02) */
#ifndef BASE_POOL_H
#define BASE_POOL_H

#include <stddef.h>
#include <stdint.h>

/* At least `bytes` bytes, 64-byte aligned, contents undefined; NULL with ERR_MEMORY. In a debug build
 * (POOL_POISON) the block is filled with NaN, so that reading what was never written shows. */
void *pool_take(size_t bytes);
/* Give a block back. NULL is fine. */
void pool_give(void *block);

typedef struct PoolStats {
    int64_t live_bytes;   /* handed out and not given back, this thread          */
    int64_t peak_bytes;   /* highest live_bytes so far                           */
    int64_t cached_bytes; /* waiting for reuse                                   */
} PoolStats;

PoolStats pool_stats(void);
/* Free what waits for reuse: after a phase that needed other sizes, and at the end of a thread. */
void pool_trim(void);

#endif
