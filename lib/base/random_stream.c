/* The counter-based generator Philox 4x32-10, and streams of it that need no state of their own. */
#include "base/random.h"

#include <math.h>

enum { ROUNDS = 10, BLOCK_WORDS = 4 };

void philox(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4])
{
    uint32_t a = counter[0], b = counter[1], c = counter[2], d = counter[3];
    uint32_t key_a = key[0], key_b = key[1];
    for (int round = 0; round < ROUNDS; round++) {
        uint64_t product_a = 0xd2511f53ull * a;
        uint64_t product_c = 0xcd9e8d57ull * c;
        a = (uint32_t)(product_c >> 32) ^ b ^ key_a;
        b = (uint32_t)product_c;
        c = (uint32_t)(product_a >> 32) ^ d ^ key_b;
        d = (uint32_t)product_a;
        key_a += 0x9e3779b9u; /* the golden ratio's fraction, and below that of the root of 3, so no two
                                 rounds are alike */
        key_b += 0xbb67ae85u;
    }
    out[0] = a;
    out[1] = b;
    out[2] = c;
    out[3] = d;
}

Stream stream_of(uint64_t seed, uint64_t epoch, uint64_t index)
{
    return (Stream){
        .key = {(uint32_t)seed, (uint32_t)(seed >> 32)},
        .counter = {0, (uint32_t)epoch, (uint32_t)index, (uint32_t)(index >> 32)},
        .used = BLOCK_WORDS,
    };
}

uint32_t stream_u32(Stream *stream)
{
    if (!stream)
        return 0;
    if (stream->used == BLOCK_WORDS) {
        philox(stream->counter, stream->key, stream->ready);
        stream->counter[0]++;
        stream->used = 0;
    }
    return stream->ready[stream->used++];
}

uint32_t stream_place(const Stream *stream)
{
    return BLOCK_WORDS * stream->counter[0] - (BLOCK_WORDS - (uint32_t)stream->used);
}

float stream_uniform(Stream *stream, float low, float high)
{
    double part = (double)(stream_u32(stream) >> 8) * 0x1p-24;
    float value = (float)(low + ((double)high - low) * part);
    if (value >= high && low < high) /* rounded up to the end that does not belong to the range */
        return nextafterf(high, low);
    return value;
}

int64_t stream_below(Stream *stream, int64_t n)
{
    if (!stream || n <= 1)
        return 0;
    /* As many bits as n - 1 has, again until they fall below n: every value is equally likely, which a
     * remainder would not give, and two tries are enough on average. */
    uint64_t last = (uint64_t)n - 1;
    uint64_t mask = UINT64_MAX >> __builtin_clzll(last);
    uint64_t value;
    do {
        value = stream_u32(stream);
        if (mask > UINT32_MAX)
            value = value << 32 | stream_u32(stream);
        value &= mask;
    } while (value > last);
    return (int64_t)value;
}
