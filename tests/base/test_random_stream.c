/* Philox against the known-answer vectors of its authors, and what streams promise: no state, no bias, no
 * overlap. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/random.h"

Test(random_stream, philox_gives_the_known_answers)
{
    static const struct {
        uint32_t counter[4], key[2], out[4];
    } known[] = {
        {{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
        {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
         {0xffffffff, 0xffffffff},
         {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
        {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
         {0xa4093822, 0x299f31d0},
         {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
    };
    for (int i = 0; i < 3; i++) {
        uint32_t out[4];
        philox(known[i].counter, known[i].key, out);
        for (int k = 0; k < 4; k++)
            cr_expect(eq(u32, out[k], known[i].out[k]), "vector %d, word %d", i, k);
        uint32_t in_place[4];
        memcpy(in_place, known[i].counter, sizeof in_place);
        philox(in_place, known[i].key, in_place);
        cr_expect(eq(int, memcmp(in_place, out, sizeof out), 0));
    }
}

Test(random_stream, is_philox_of_its_parts)
{
    Stream stream = stream_of(0x299f31d0a4093822u, 0x85a308d3, 0x0370734413198a2eu);
    stream.counter[0] = 0x243f6a88;
    cr_expect(eq(u32, stream_u32(&stream), 0xd16cfe09));
    cr_expect(eq(u32, stream_u32(&stream), 0x94fdcceb));
    cr_expect(eq(u32, stream_u32(&stream), 0x5001e420));
    cr_expect(eq(u32, stream_u32(&stream), 0x24126ea1));
    stream_u32(&stream);
    cr_expect(eq(u32, stream.counter[0], 0x243f6a8a), "the fifth word is of the next block");
}

Test(random_stream, streams_do_not_depend_on_each_other)
{
    uint32_t alone[2][10];
    for (uint64_t index = 0; index < 2; index++) {
        Stream stream = stream_of(42, 3, index);
        for (int i = 0; i < 10; i++)
            alone[index][i] = stream_u32(&stream);
    }
    Stream second = stream_of(42, 3, 1), first = stream_of(42, 3, 0);
    for (int i = 0; i < 10; i++) {
        cr_expect(eq(u32, stream_u32(&second), alone[1][i]));
        cr_expect(eq(u32, stream_u32(&first), alone[0][i]));
    }
}

Test(random_stream, streams_differ_in_seed_epoch_and_index)
{
    Stream streams[] = {stream_of(1, 0, 0), stream_of(1ull << 32, 0, 0), stream_of(0, 1, 0),
                        stream_of(0, 0, 1), stream_of(0, 0, 1ull << 32), stream_of(0, 0, 0)};
    enum { N = sizeof streams / sizeof streams[0] };
    uint64_t words[N];
    for (int i = 0; i < N; i++) {
        uint64_t high = stream_u32(&streams[i]);
        words[i] = high << 32 | stream_u32(&streams[i]);
        for (int k = 0; k < i; k++)
            cr_expect(ne(u64, words[i], words[k]), "streams %d and %d", i, k);
    }
}

Test(random_stream, uniform_stays_in_its_range)
{
    Stream stream = stream_of(7, 0, 0);
    double total = 0, squares = 0;
    enum { N = 200000 };
    for (int i = 0; i < N; i++) {
        float value = stream_uniform(&stream, -10, 10);
        cr_assert(value >= -10 && value < 10);
        total += value;
        squares += (double)value * value;
    }
    cr_expect(epsilon_eq(dbl, total / N, 0, 0.06), "mean: five standard errors");
    cr_expect(epsilon_eq(dbl, squares / N, 100.0 / 3, 0.35));

    float next = nextafterf(1, 2);
    for (int i = 0; i < 1000; i++)
        cr_assert(eq(flt, stream_uniform(&stream, 1, next), 1), "rounding reached the end of the range");
    cr_expect(eq(flt, stream_uniform(&stream, 3, 3), 3));
}

Test(random_stream, below_is_even)
{
    enum { N = 7, DRAWS = 140000 };
    Stream stream = stream_of(11, 2, 5);
    int64_t seen[N] = {0};
    for (int i = 0; i < DRAWS; i++) {
        int64_t value = stream_below(&stream, N);
        cr_assert(value >= 0 && value < N);
        seen[value]++;
    }
    double chi_square = 0, expected = (double)DRAWS / N;
    for (int i = 0; i < N; i++)
        chi_square += ((double)seen[i] - expected) * ((double)seen[i] - expected) / expected;
    cr_expect(lt(dbl, chi_square, 22.5), "six degrees of freedom: 22.5 is passed once in a thousand");

    cr_expect(eq(i64, stream_below(&stream, 1), 0));
    cr_expect(eq(i64, stream_below(&stream, 0), 0));
    int64_t large = (int64_t)3 << 60, above_half = 0;
    for (int i = 0; i < 3000; i++) {
        int64_t value = stream_below(&stream, large);
        cr_assert(value >= 0 && value < large);
        above_half += value >= large / 2;
    }
    cr_expect(epsilon_eq(dbl, (double)above_half, 1500, 140), "five standard errors");
}
