/* Measuring the machine: how fast it multiplies when nothing has to be fetched, and how fast it fetches when
 * nothing has to be multiplied. */
#include "kernels/machine.h"

#include "base/clock.h"
#include "base/memory.h"
#include "base/threads.h"
#include "kernels/cpu_pieces.h"
#include "kernels/cpu_vector.h"

int machine_lanes(void)
{
    return VECTOR;
}

enum {
    SUMS = 12,            /* in flight: more than two units of a latency of four or five cycles need */
    STEPS = 500000,       /* of one try, a millisecond or two                                        */
    PEAK_TRIES = 9,       /* the best counts: whatever else runs on the machine only makes it slower */
    READ_TRIES = 5,       /*                                                                         */
    STREAMS = 8,          /* vectors that are read side by side                                      */
    TRY_BYTES = 16 << 20, /* read at least in one try                                              */
};

/* Its operands are hidden from the compiler, which would compute the result itself otherwise; twelve
 * variables, because an array might be put in memory. */
static void multiply_and_add(void)
{
    Vector x = (Vector){0} + 1e-9f, y = (Vector){0} + 0.5f;
    __asm__ volatile("" : "+m"(x), "+m"(y));
    Vector s0 = x, s1 = x * 2, s2 = x * 3, s3 = x * 4, s4 = x * 5, s5 = x * 6;
    Vector s6 = x * 7, s7 = x * 8, s8 = x * 9, s9 = x * 10, s10 = x * 11, s11 = x * 12;
    for (int i = 0; i < STEPS; i++) {
        s0 = s0 * x + y, s1 = s1 * x + y, s2 = s2 * x + y, s3 = s3 * x + y, s4 = s4 * x + y, s5 = s5 * x + y;
        s6 = s6 * x + y, s7 = s7 * x + y, s8 = s8 * x + y, s9 = s9 * x + y;
        s10 = s10 * x + y, s11 = s11 * x + y;
    }
    Vector sum = s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7 + s8 + s9 + s10 + s11;
    __asm__ volatile("" : "+m"(sum));
}

double machine_peak(void)
{
    double best = 0;
    for (int i = 0; i < PEAK_TRIES; i++) {
        double begin = clock_thread_seconds();
        multiply_and_add();
        double rate = 2.0 * SUMS * VECTOR * STEPS / (clock_thread_seconds() - begin);
        best = rate > best ? rate : best;
    }
    return best;
}

/* n is a multiple of STREAMS * VECTOR. The sum goes nowhere, but the compiler must not know. */
static void read_all(const float *from, int64_t n)
{
    Vector sum[STREAMS] = {{0}};
    for (const float *end = from + n; from < end; from += STREAMS * VECTOR)
        for (int s = 0; s < STREAMS; s++)
            sum[s] += *(const VectorAt *)(from + s * VECTOR);
    __asm__ volatile("" : "+m"(sum) : : "memory");
}

/* One thread's own time, or what several took together. */
static double now(int threads)
{
    return threads == 1 ? clock_thread_seconds() : clock_seconds();
}

double machine_read_rate(int64_t bytes, int threads)
{
    const int64_t line = STREAMS * VECTOR, lines = bytes / (line * (int64_t)sizeof(float));
    float *numbers = mem_alloc((size_t)bytes);
    if (!numbers)
        return 0;
    for (int64_t i = 0; i < lines * line; i++)
        numbers[i] = 1; /* until something is written, all pages may be one page of zeros */

    double best = 0;
    const int64_t passes = max(1, TRY_BYTES / bytes);
    for (int i = 0; i <= READ_TRIES; i++) { /* the first one only warms the caches */
        double begin = now(threads);
#pragma omp parallel num_threads(threads)
        {
            int64_t first = pieces_start(lines, threads, threads_index()) * line,
                    end = pieces_start(lines, threads, threads_index() + 1) * line;
            for (int64_t pass = 0; pass < passes; pass++)
                read_all(numbers + first, end - first);
        }
        double rate = (double)(lines * line * passes) * sizeof(float) / (now(threads) - begin);
        best = i > 0 && rate > best ? rate : best;
    }
    mem_free(numbers);
    return best;
}
