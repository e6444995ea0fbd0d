/* The pool: one free list per size class and thread. From one power of two to the next there are four classes
 * of small blocks, so that they are soon reused for another size, and 32 of large ones, of which at most a
 * 33rd is unused, and nothing of pictures of 224 pixels halved again and again (49 = 32 + 17): of large
 * blocks there are few, and they are what the memory of a training step consists of. */
#include "base/pool.h"

#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/poison.h"
#include "base/pool_hook.h"

enum {
    LOG_STEPS = 5,
    STEPS = 1 << LOG_STEPS, /* classes from one power of two to the next; for small blocks every eighth */
    CLASSES = STEPS * 48,
    HEADER = 64, /* keeps the payload on a cache line of its own */
    LARGE = 1 << 20,
};

typedef struct Block {
    struct Block *next; /* while it waits */
    size_t capacity;
    int class;
} Block;

static _Thread_local Block *waiting[CLASSES];
static _Thread_local PoolStats stats;

/* The smallest class that holds `bytes`, and its capacity: 64, 80, 96, 112, 128, 160, ... 1M, 1M + 32k, ...
 */
static int class_of(size_t bytes, size_t *capacity)
{
    if (bytes <= 64) {
        *capacity = 64;
        return 0;
    }
    int power = 63 - __builtin_clzll((unsigned long long)(bytes - 1)); /* 2^power <= bytes - 1 */
    int split = bytes > LARGE ? LOG_STEPS : LOG_STEPS - 3; /* 2^split classes up to the next power */
    size_t n = ((bytes - 1 - ((size_t)1 << power)) >> (power - split)) + 1; /* 1..2^split */
    *capacity = ((size_t)1 << power) + (n << (power - split));
    return STEPS * (power - 6) + ((int)n << (LOG_STEPS - split));
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

/* A block that waits for reuse. What is large may have up to four times the room: memory that lies idle costs
 * more than room that is not touched. But where most is in use, as on a training's way forward, less than
 * twice: a net's stages halve what they are given, and the way back will want the larger block again. */
static Block *waiting_block(int class, size_t capacity)
{
    int last = class;
    if (capacity >= LARGE)
        last += stats.cached_bytes >= stats.live_bytes ? 2 * STEPS : STEPS - 1;
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
        if (!block) {
            pool_tell_full(
                &(PoolFull){.device = "cpu", .wanted = (int64_t)bytes, .in_use = stats.live_bytes});
            return NULL;
        }
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

static _Thread_local void (*explain_full)(const PoolFull *full);

void pool_on_full(void (*explain)(const PoolFull *full))
{
    explain_full = explain;
}

void pool_tell_full(const PoolFull *full)
{
    error_hint("%s", mem_advice);
    if (explain_full)
        explain_full(full);
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
