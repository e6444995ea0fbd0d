/* The pool: how much room a block has, and which blocks are used again. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <stdint.h>

#include "base/memory.h"
#include "base/pool.h"
#include "base/random.h"

enum { MEGABYTE = 1 << 20 };

Test(pool, a_block_is_little_larger_than_what_is_wanted)
{
    Stream random = stream_of(1, 0, 0);
    for (int i = 0; i < 2000; i++) {
        int power = 3 + i % 22;
        size_t bytes = ((size_t)1 << power) + stream_u32(&random) % ((1u << power) + 1);
        int64_t before = pool_stats().live_bytes;
        char *block = pool_take(bytes);
        cr_assert(block && (uintptr_t)block % 64 == 0);
        block[bytes - 1] = 1;
        double room = (double)(pool_stats().live_bytes - before);
        double most = bytes > MEGABYTE ? 33.0 / 32 : 5.0 / 4;
        cr_expect(room >= (double)bytes && room <= fmax(64, most * (double)bytes), "%zu bytes, room for %g",
                  bytes, room);
        pool_give(block);
        cr_expect(eq(i64, pool_stats().live_bytes, before));
        pool_trim();
        cr_expect(eq(i64, pool_stats().cached_bytes, 0));
    }
}

Test(pool, what_was_given_back_is_used_again)
{
    const size_t sizes[][2] = {{100, 105}, {MEGABYTE, MEGABYTE}, {8 * MEGABYTE, 15 * MEGABYTE}};
    for (int i = 0; i < 3; i++) {
        void *first = pool_take(sizes[i][1]);
        pool_give(first);
        int64_t calls = mem_allocations();
        void *second = pool_take(sizes[i][0]);
        cr_expect(first == second, "%zu bytes where there was room for %zu", sizes[i][0], sizes[i][1]);
        cr_expect(eq(i64, mem_allocations(), calls));
        pool_give(second);
    }
    const struct {
        int used, wanted; /* megabytes, beside 40 that wait */
        bool lent;
    } cases[] = {{50, 21, true}, {50, 20, false}, {30, 20, true}, {0, 10, true}, {0, 9, false}};
    for (int i = 0; i < 5; i++) {
        void *large = pool_take(40 * MEGABYTE), *used = pool_take((size_t)cases[i].used * MEGABYTE);
        pool_give(large);
        void *other = pool_take((size_t)cases[i].wanted * MEGABYTE);
        cr_expect(eq(int, other == large, cases[i].lent), "%d of 40 MB where %d are used", cases[i].wanted,
                  cases[i].used);
        pool_give(other);
        pool_give(used);
        pool_trim();
    }
    pool_give(NULL);
}

Test(pool, impossible_sizes_are_an_error)
{
    cr_expect(pool_take(SIZE_MAX) == NULL);
    cr_expect(pool_take(SIZE_MAX - 64) == NULL);
}
