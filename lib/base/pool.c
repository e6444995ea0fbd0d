/* The pool: one free list per size class and thread. Classes are four steps per power of two, so that at most
 * a fifth of a block is unused. */
#include "base/pool.h"

#include <string.h>

#include "base/memory.h"
#include "base/poison.h"
#include "base/pool_hook.h"

enum {
    CLASSES = 4 * 48,
    HEADER = 64,
    LARGE = 1 << 20
}; /* the header keeps the payload on a cache line of its own */

typedef struct Block {
    struct Block *next; /* while it waits */
    size_t capacity;
    int class;
} Block;

static _Thread_local Block *waiting[CLASSES];
static _Thread_local PoolStats stats;

/* The smallest class that holds `bytes`, and its capacity: 64, 80, 96, 112, 128, 160, ... */
static int class_of(size_t bytes, size_t *capacity)
{
    if (bytes <= 64) {
        *capacity = 64;
        return 0;
    }
    int power = 63 - __builtin_clzll((unsigned long long)(bytes - 1)); /* 2^power <= bytes - 1 */
    size_t step = (size_t)1 << (power - 2);
    size_t quarter = (bytes - 1 - ((size_t)1 << power)) / step + 1; /* 1..4 */
    *capacity = ((size_t)1 << power) + quarter * step;
    return 4 * (power - 6) + (int)quarter;
}

/* What was never written is a NaN (all ones) in a debug build, so that reading it shows. */
static void fill_with_nan(void *payload, size_t bytes)
{
#ifdef POISON_ON
    memset(payload, 0xff, bytes);
#else
    (void)payload;
    (void)bytes;
#endif
}

/* A block that waits for reuse. What is large may have up to twice the room: memory that lies idle costs more
 * than room that is not touched. */
static Block *waiting_block(int class, size_t capacity)
{
    int last = capacity >= LARGE ? class + 4 : class;
    for (; class <= last && class < CLASSES; class ++)
        if (waiting[class]) {
            Block *block = waiting[class];
            waiting[class] = block->next;
            stats.cached_bytes -= (int64_t)block->capacity;
            return block;
        }
    return NULL;
}

void *pool_take(size_t bytes)
{
    size_t capacity;
    int class = class_of(bytes, &capacity);
    Block *block = waiting_block(class, capacity);
    if (!block) {
        block = mem_alloc(class < CLASSES ? HEADER + capacity : SIZE_MAX);
        if (!block)
            return NULL;
        block->capacity = capacity;
        block->class = class;
    }
    unpoison((char *)block + HEADER, block->capacity);
    fill_with_nan((char *)block + HEADER, block->capacity);
    stats.live_bytes += (int64_t)block->capacity;
    if (stats.live_bytes > stats.peak_bytes)
        stats.peak_bytes = stats.live_bytes;
    return (char *)block + HEADER;
}

void pool_give(void *payload)
{
    if (!payload)
        return;
    Block *block = (Block *)((char *)payload - HEADER);
    stats.live_bytes -= (int64_t)block->capacity;
    stats.cached_bytes += (int64_t)block->capacity;
    poison(payload, block->capacity);
    block->next = waiting[block->class];
    waiting[block->class] = block;
}

PoolStats pool_stats(void)
{
    return stats;
}

static _Thread_local void (*trim_also)(void);

void pool_on_trim(void (*trim)(void))
{
    trim_also = trim;
}

void pool_trim(void)
{
    if (trim_also)
        trim_also();
    for (int class = 0; class < CLASSES; class ++)
        while (waiting[class]) {
            Block *block = waiting[class];
            waiting[class] = block->next;
            stats.cached_bytes -= (int64_t)block->capacity;
            unpoison((char *)block + HEADER, block->capacity);
            mem_free(block);
        }
}
