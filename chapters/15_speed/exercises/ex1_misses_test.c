/* The tests of exercise 15.1. */
#include "ex1_misses.h"

#include <criterion/criterion.h>
#include <inttypes.h>

/* The misses after touching these places in turn. */
static void expect(int room, int n, const int64_t *places, int64_t misses, const char *why)
{
    Cache cache = {.room = room};
    for (int i = 0; i < n; i++)
        cache_touch(&cache, places[i]);
    cr_assert(cache.misses == misses,
              "%d touches with room for %d lines: you count %" PRId64 " misses, not %" PRId64 ". %s", n, room,
              cache.misses, misses, why);
    cr_assert(cache.used <= room, "%d lines in a cache with room for %d", cache.used, room);
}

Test(cache, lines)
{
    expect(4, 4, (int64_t[]){0, 1, 15, 3}, 1,
           "Places 0 to 15 are one line: fetched once, they are all there");
    expect(4, 3, (int64_t[]){15, 16, 31}, 2, "15 is the end of a line, 16 and 31 are both in the next one");
    expect(4, 8, (int64_t[]){0, 16, 32, 48, 0, 16, 32, 48}, 4, "Four lines fit, so the second round is free");
}

Test(cache, the_oldest_goes)
{
    expect(2, 5, (int64_t[]){0, 16, 32, 16, 0}, 4,
           "When the line of 32 comes, that of 0 was not used for longest and goes; that of 16 stays");
    expect(2, 4, (int64_t[]){0, 16, 32, 0}, 4,
           "With room for two, a third one pushes the oldest out, and it must be fetched again");
}

Test(cache, use_makes_new)
{
    expect(2, 5, (int64_t[]){0, 16, 0, 32, 0}, 3,
           "The line of 0 came first but was used again: the line of 16 is the one that goes");
}

Test(misses, in_a_tiny_cache)
{
    expect(1, 3, (int64_t[]){16, 0, 16}, 3, "Where one line fits, the next one pushes it out");
    int64_t got = misses_as_defined(16, 2);
    cr_assert(
        got == 16 * 16 * (1 + 16 + 1),
        "16 x 16, 2 lines: for each of the 16 x 16 sums, c's line has pushed out that of a, 16 lines of b "
        "follow, and c's line again: 4608 misses, not %" PRId64,
        got);
}

Test(misses, of_tiny_products)
{
    int64_t got = misses_as_defined(16, 48);
    cr_assert(
        got == 48,
        "16 x 16: a, b and c are 16 lines each, and all fit: each is fetched once, 48 misses, not %" PRId64,
        got);
    got = misses_along_rows(16, 48);
    cr_assert(got == 48, "The other order fetches the same 48 lines, not %" PRId64, got);
}

/* 64 x 64 floats are 256 lines; 32 lines are there. */
Test(misses, as_defined)
{
    int64_t got = misses_as_defined(64, 32);
    cr_assert(
        got == 64 * 64 * (64 + 4 + 1),
        "64 x 64, 32 lines: for each of the 64 x 64 sums, a column of b is 64 lines, and they push out the 4 "
        "lines of a's row and the one of c before these are wanted again: 282624 misses, not %" PRId64,
        got);
}

Test(misses, along_rows)
{
    int64_t got = misses_along_rows(64, 32);
    cr_assert(
        got == 64 * 256 + 64 * 4 + 64 * 4,
        "64 x 64, 32 lines: a row of b is 4 lines, each serving 16 sums, while the rows of a and c stay. b "
        "is fetched 64 times, a and c once: 16896 misses, not %" PRId64,
        got);
}
