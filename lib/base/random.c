/* PyTorch's CPU generator: the Mersenne Twister mt19937, and what torch makes of its words. */
#include "base/random.h"

#include <math.h>

enum { WORDS = 624, MIDDLE = 397, NORMAL_BLOCK = 16 };

static const double PI = 3.14159265358979323846;

static _Thread_local Random thread_random;
static _Thread_local bool thread_random_ready;

Random *random_default(void)
{
    if (!thread_random_ready)
        random_seed(0);
    return &thread_random;
}

void random_seed(uint64_t seed)
{
    random_init(&thread_random, seed);
    thread_random_ready = true;
}

void random_init(Random *random, uint64_t seed)
{
    if (!random)
        return;
    *random = (Random){.next = WORDS};
    random->state[0] = (uint32_t)seed;
    for (uint32_t i = 1; i < WORDS; i++) {
        uint32_t last = random->state[i - 1];
        random->state[i] = 1812433253u * (last ^ (last >> 30)) + i;
    }
}

static uint32_t twist(uint32_t high, uint32_t low)
{
    uint32_t joined = (high & 0x80000000u) | (low & 0x7fffffffu);
    return joined >> 1 ^ (joined & 1 ? 0x9908b0dfu : 0);
}

/* Each word from the top bit of itself, the low bits of the next word and the word MIDDLE further on, all
 * round. Three loops without a remainder in them: the compiler then takes eight words at a time. */
static void refill(Random *random)
{
    uint32_t *state = random->state;
    for (int i = 0; i < WORDS - MIDDLE; i++)
        state[i] = state[i + MIDDLE] ^ twist(state[i], state[i + 1]);
    for (int i = WORDS - MIDDLE; i < WORDS - 1; i++)
        state[i] = state[i + MIDDLE - WORDS] ^ twist(state[i], state[i + 1]);
    state[WORDS - 1] = state[MIDDLE - 1] ^ twist(state[WORDS - 1], state[0]);
    random->next = 0;
}

static uint32_t temper(uint32_t word)
{
    word ^= word >> 11;
    word ^= (word << 7) & 0x9d2c5680u;
    word ^= (word << 15) & 0xefc60000u;
    return word ^ (word >> 18);
}

uint32_t random_u32(Random *random)
{
    if (!random)
        return 0;
    if (random->next >= WORDS)
        refill(random);
    return temper(random->state[random->next++]);
}

void random_rand(Random *random, float *out, int64_t n)
{
    if (!random || !out)
        return;
    while (n > 0) {
        if (random->next >= WORDS)
            refill(random);
        int here = WORDS - random->next < n ? WORDS - random->next : (int)n;
        const uint32_t *words = random->state + random->next;
        for (int i = 0; i < here; i++)
            out[i] = (float)(int)(temper(words[i]) & 0xffffff) * 0x1p-24f;
        random->next += here;
        out += here;
        n -= here;
    }
}

/* [0,1) from the low 53 bits of two words, the first of them on top. */
static double torch_uniform(Random *random)
{
    uint64_t high = random_u32(random);
    uint64_t both = high << 32 | random_u32(random);
    return (double)(both & ((1ull << 53) - 1)) * 0x1p-53;
}

/* Box-Muller in doubles: a pair from two uniforms, of which the second waits for the next call. */
static double torch_normal(Random *random)
{
    if (random->has_torch_spare) {
        random->has_torch_spare = false;
        return random->torch_spare;
    }
    double angle = 2 * PI * torch_uniform(random);
    double radius = sqrt(-2 * log1p(-torch_uniform(random)));
    random->torch_spare = radius * sin(angle);
    random->has_torch_spare = true;
    return radius * cos(angle);
}

/* Box-Muller in floats, in place: NORMAL_BLOCK uniforms become as many normals, the first half and the second
 * in pairs. */
static void normal_block(float *out)
{
    enum { HALF = NORMAL_BLOCK / 2 };
    for (int i = 0; i < HALF; i++) {
        float radius = sqrtf(-2 * logf(1 - out[i]));
        float angle = (float)(2 * PI) * out[i + HALF];
        out[i] = radius * cosf(angle);
        out[i + HALF] = radius * sinf(angle);
    }
}

void random_randn(Random *random, float *out, int64_t n)
{
    if (!random || !out)
        return;
    if (n < NORMAL_BLOCK) {
        for (int64_t i = 0; i < n; i++)
            out[i] = (float)torch_normal(random);
        return;
    }
    random_rand(random, out, n);
    for (int64_t i = 0; i + NORMAL_BLOCK <= n; i += NORMAL_BLOCK)
        normal_block(out + i);
    if (n % NORMAL_BLOCK != 0) { /* the last block overlaps the one before it, so torch draws it afresh */
        float *last = out + n - NORMAL_BLOCK;
        random_rand(random, last, NORMAL_BLOCK);
        normal_block(last);
    }
}

void random_randperm(Random *random, int64_t *out, int64_t n)
{
    if (!random || !out)
        return;
    for (int64_t i = 0; i < n; i++)
        out[i] = i;
    for (int64_t i = 0; i < n - 1; i++) {
        int64_t other = i + (int64_t)(random_u32(random) % (uint64_t)(n - i));
        int64_t kept = out[i];
        out[i] = out[other];
        out[other] = kept;
    }
}

/* [0,1) from the high 27 bits of one word and the high 26 of the next. */
static double numpy_uniform(Random *random)
{
    uint32_t high = random_u32(random) >> 5;
    uint32_t low = random_u32(random) >> 6;
    return ((double)high * 0x1p26 + (double)low) * 0x1p-53;
}

double random_numpy_normal(Random *random)
{
    if (!random)
        return 0;
    if (random->has_numpy_spare) {
        random->has_numpy_spare = false;
        return random->numpy_spare;
    }
    double x, y, square;
    do { /* a point inside the unit circle, but not its centre */
        x = 2 * numpy_uniform(random) - 1;
        y = 2 * numpy_uniform(random) - 1;
        square = x * x + y * y;
    } while (square >= 1 || square == 0);
    double factor = sqrt(-2 * log(square) / square);
    random->numpy_spare = factor * x;
    random->has_numpy_spare = true;
    return factor * y;
}
