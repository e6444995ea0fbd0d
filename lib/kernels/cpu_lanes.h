/* Sums and maxima of one contiguous row: the inner loops of reductions and softmax.
 *
 * A plain loop `sum += x[i]` is slow twice over. Each addition waits for the one before, four cycles each;
 * and without -ffast-math the compiler must not change the order, so it cannot use vectors. Here the order is
 * written down: 32 partial sums side by side, lane l adding every 32nd element, folded in halves at the end.
 * That is both fast and more accurate, because each partial sum stays small. The number of lanes is fixed,
 * whatever the width of the machine's registers, so the result does not depend on it. (chapter 15) */
#ifndef KERNELS_CPU_LANES_H
#define KERNELS_CPU_LANES_H

#include <stdint.h>

enum { LANES = 16, LANES_BLOCK = 64 * 2 * LANES }; /* after so many floats the partial sums go on in double */

/* A GCC vector: + - * work on all lanes at once. The compiler spreads it over as many registers as it takes.
 */
typedef float Lanes __attribute__((vector_size(LANES * sizeof(float))));
typedef int32_t LanesMask __attribute__((vector_size(LANES * sizeof(float))));
/* The same, at any address. */
typedef float LanesAt __attribute__((vector_size(LANES * sizeof(float)), aligned(4), may_alias));

static inline double lanes_fold(const Lanes *sum)
{
    float part[LANES];
    for (int l = 0; l < LANES; l++)
        part[l] = (*sum)[l];
    for (int half = LANES / 2; half > 0; half /= 2)
        for (int l = 0; l < half; l++)
            part[l] += part[l + half];
    return (double)part[0];
}

/* x[0] + ... + x[n - 1] */
static inline double lanes_sum(const float *x, int64_t n)
{
    double total = 0;
    int64_t i = 0;
    while (n - i >= LANES) {
        int64_t end = n - i < LANES_BLOCK ? n : i + LANES_BLOCK;
        Lanes even = {0}, odd = {0};
        for (; end - i >= 2 * LANES; i += 2 * LANES) {
            even += *(const LanesAt *)(x + i);
            odd += *(const LanesAt *)(x + i + LANES);
        }
        if (end - i >= LANES) {
            even += *(const LanesAt *)(x + i);
            i += LANES;
        }
        even += odd;
        total += lanes_fold(&even);
    }
    float rest = 0;
    for (; i < n; i++)
        rest += x[i];
    return total + (double)rest;
}

/* x[0] * y[0] + ... + x[n - 1] * y[n - 1] */
static inline double lanes_dot(const float *x, const float *y, int64_t n)
{
    double total = 0;
    int64_t i = 0;
    while (n - i >= LANES) {
        int64_t end = n - i < LANES_BLOCK ? n : i + LANES_BLOCK;
        Lanes even = {0}, odd = {0};
        for (; end - i >= 2 * LANES; i += 2 * LANES) {
            even += *(const LanesAt *)(x + i) * *(const LanesAt *)(y + i);
            odd += *(const LanesAt *)(x + i + LANES) * *(const LanesAt *)(y + i + LANES);
        }
        if (end - i >= LANES) {
            even += *(const LanesAt *)(x + i) * *(const LanesAt *)(y + i);
            i += LANES;
        }
        even += odd;
        total += lanes_fold(&even);
    }
    float rest = 0;
    for (; i < n; i++)
        rest += x[i] * y[i];
    return total + (double)rest;
}

/* The larger, and NaN when one of them is NaN; the same for the smaller. */
static inline float lanes_max2(float a, float b)
{
    return ((a > b) | (a != a)) ? a : b;
}

static inline float lanes_min2(float a, float b)
{
    return ((a < b) | (a != a)) ? a : b;
}

/* lanes_max: the largest of x[0] .. x[n - 1], n >= 1; NaN when one is NaN. lanes_min: the smallest. */
#define LANES_EXTREME(name, is_better, two)                                                             \
    static inline void name##_lanes(Lanes *best, const float *x)                                        \
    {                                                                                                   \
        Lanes next = *(const LanesAt *)x;                                                               \
        LanesMask keep = (*best is_better next) | (*best != *best); /* all bits set where best stays */ \
        *best = (Lanes)(((LanesMask)*best & keep) | ((LanesMask)next & ~keep));                         \
    }                                                                                                   \
    static inline float name(const float *x, int64_t n)                                                 \
    {                                                                                                   \
        float extreme = x[0];                                                                           \
        int64_t i = 0;                                                                                  \
        if (n >= LANES) {                                                                               \
            Lanes even = *(const LanesAt *)x, odd = even;                                               \
            for (i = LANES; n - i >= 2 * LANES; i += 2 * LANES) {                                       \
                name##_lanes(&even, x + i);                                                             \
                name##_lanes(&odd, x + i + LANES);                                                      \
            }                                                                                           \
            for (int l = 0; l < LANES; l++)                                                             \
                extreme = two(extreme, two(even[l], odd[l]));                                           \
        }                                                                                               \
        for (; i < n; i++)                                                                              \
            extreme = two(extreme, x[i]);                                                               \
        return extreme;                                                                                 \
    }
LANES_EXTREME(lanes_max, >, lanes_max2)
LANES_EXTREME(lanes_min, <, lanes_min2)

#endif
