/* What the benchmarks share: alternating runs and medians. Each benchmark is one
 * file, so this is all in the header. */
#ifndef BENCH_MEASURE_H
#define BENCH_MEASURE_H

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/random.h"
#include "kernels/machine.h"

enum { MEASURE_MOST = 4, MEASURE_ROUNDS = 7 };

/* Set by --quick: then three rounds. */
static int measure_rounds = MEASURE_ROUNDS;

static inline void measure_quickly(void)
{
    measure_rounds = 3;
}

/* One way of doing the work. `rest`: its threads keep spinning for a while, so that the next one must wait.
 */
typedef struct Contestant {
    const char *name;
    void (*run)(void *work);
    void *work;
    int rest_ms;
    double seconds; /* median of a run                                            */
    double ratio;   /* median over the rounds of its time to the first one's time */
} Contestant;

static inline int measure_order(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static inline double measure_median(double *values, int n)
{
    qsort(values, (size_t)n, sizeof(double), measure_order);
    return n % 2 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

static inline double measure_once(const Contestant *c, int repeats)
{
    double begin = clock_seconds();
    for (int i = 0; i < repeats; i++)
        c->run(c->work);
    return (clock_seconds() - begin) / repeats;
}

static inline void measure_rest(const Contestant *c)
{
    usleep((useconds_t)c->rest_ms * 1000);
}

/* Times all contestants in turn, several rounds of at least `seconds` each, and wakes a contestant's threads
 * before each. With 0, a run is so long that it is done once a round. */
static inline void measure(Contestant *all, int n, double seconds)
{
    double times[MEASURE_MOST][MEASURE_ROUNDS], ratios[MEASURE_ROUNDS];
    int repeats[MEASURE_MOST];
    for (int i = 0; i < n; i++) /* whoever ran before this measurement began */
        measure_rest(&all[i]);
    for (int i = 0; i < n; i++) {
        measure_once(&all[i], 1);
        repeats[i] = seconds > 0 ? (int)fmin(1e6, 1 + seconds / measure_once(&all[i], 2)) : 1;
        measure_rest(&all[i]);
    }
    for (int round = 0; round < measure_rounds; round++)
        for (int i = 0; i < n; i++) {
            if (repeats[i] > 1)
                measure_once(&all[i], 1);
            times[i][round] = measure_once(&all[i], repeats[i]);
            measure_rest(&all[i]);
        }
    for (int i = n - 1; i >= 0; i--) {
        for (int round = 0; round < measure_rounds; round++)
            ratios[round] = times[i][round] / times[0][round];
        all[i].ratio = measure_median(ratios, measure_rounds);
    }
    for (int i = 0; i < n; i++)
        all[i].seconds = measure_median(times[i], measure_rounds);
}

static inline float *measure_random(int64_t n, uint64_t seed)
{
    Stream random = stream_of(seed, 0, 0);
    float *values = aligned_alloc(64, ((size_t)n * sizeof(float) + 63) / 64 * 64);
    if (!values) {
        fprintf(stderr, "measure_random: no memory for %lld floats\n", (long long)n);
        exit(1);
    }
    for (int64_t i = 0; i < n; i++)
        values[i] = stream_uniform(&random, -1, 1);
    return values;
}

/* The largest difference between two results, as a part of the largest value. */
static inline double measure_difference(const float *a, const float *b, int64_t n)
{
    double most = 0, largest = 1e-30;
    for (int64_t i = 0; i < n; i++) {
        most = fmax(most, fabs((double)a[i] - b[i]));
        largest = fmax(largest, fabs((double)b[i]));
    }
    return most / largest;
}

#endif
