/* A small deterministic random generator (splitmix64), seeded for every image from (seed, class, index), so
 * that no image depends on another or on the number of threads. Draw at most once in an expression: C leaves
 * the order of two draws to the compiler, and the pictures must not depend on that. */
#ifndef DRAW_RNG_H
#define DRAW_RNG_H

#include <stdbool.h>
#include <stdint.h>

typedef struct {
    uint64_t state;
} Rng;

static inline uint64_t rng_scramble(uint64_t bits)
{
    bits = (bits ^ bits >> 30) * 0xbf58476d1ce4e5b9u;
    bits = (bits ^ bits >> 27) * 0x94d049bb133111ebu;
    return bits ^ bits >> 31;
}

/* One seed from a parent seed and two numbers; nearby numbers give unrelated seeds. */
static inline uint64_t rng_derive(uint64_t seed, uint64_t a, uint64_t b)
{
    return rng_scramble(rng_scramble(rng_scramble(seed + 0x9e3779b97f4a7c15u) ^ (a + 1)) ^ (b + 1) << 20);
}

static inline uint64_t rng_bits(Rng *rng)
{
    rng->state += 0x9e3779b97f4a7c15u;
    return rng_scramble(rng->state);
}

/* Uniform in [0, 1), 24 bits so that the float is exact. */
static inline float rng_unit(Rng *rng)
{
    return (float)(rng_bits(rng) >> 40) * (1.0f / 16777216.0f);
}

static inline float rng_range(Rng *rng, float low, float high)
{
    return low + (high - low) * rng_unit(rng);
}

/* An integer in [0, count). */
static inline int rng_below(Rng *rng, int count)
{
    return (int)((rng_bits(rng) >> 32) * (uint64_t)count >> 32);
}

static inline bool rng_chance(Rng *rng, float probability)
{
    return rng_unit(rng) < probability;
}

/* Bell-shaped with mean 0 and standard deviation 1: the sum of twelve uniforms, cut at 6. */
static inline float rng_bell(Rng *rng)
{
    float sum = -6.0f;
    for (int i = 0; i < 12; i++)
        sum += rng_unit(rng);
    return sum;
}

/* `value` give or take the fraction `spread`: no two individuals are built alike. */
static inline float rng_vary(Rng *rng, float value, float spread)
{
    return value * rng_range(rng, 1.0f - spread, 1.0f + spread);
}

#endif
