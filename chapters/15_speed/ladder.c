/* Comparing, timing and printing a ladder. */
#include "ladder.h"

#include "base/memory.h"

float *random_numbers(int64_t n)
{
    float *numbers = mem_alloc((size_t)n * sizeof *numbers);
    if (!numbers || !scope_defer(mem_free, numbers))
        return NULL;
    random_rand(random_default(), numbers, n);
    for (int64_t i = 0; i < n; i++)
        numbers[i] = 2 * numbers[i] - 1;
    return numbers;
}

static double fastest(const Rung *rung, double seconds)
{
    double (*clock)(void) = rung->cores == 1 && !rung->fetch ? clock_thread_seconds : clock_seconds;
    double best = INFINITY, begin = clock();
    for (int i = 0; i < 2 || clock() - begin < seconds; i++) {
        double start = clock();
        rung->run(rung->work);
        best = fmin(best, clock() - start);
    }
    return best;
}

void ladder_add(Ladder *ladder, Rung rung)
{
    if (ladder->n < RUNGS_MOST)
        ladder->rungs[ladder->n++] = rung;
}

/* The largest difference as a part of the largest number; without end where a is no number. */
static double difference(const float *a, const float *b, int64_t n)
{
    double most = 0, largest = 0;
    for (int64_t i = 0; i < n; i++) {
        if (!isfinite(a[i]))
            return INFINITY;
        most = fmax(most, fabs((double)a[i] - b[i]));
        largest = fmax(largest, fabs((double)b[i]));
    }
    return most / largest;
}

bool ladder_climb(Ladder *ladder, double seconds)
{
    const int cores = threads_count();
    float *first = random_numbers(ladder->count);
    if (!first)
        return false;
    for (int i = 0; i < ladder->n; i++) {
        Rung *rung = &ladder->rungs[i];
        threads_set(rung->cores);
        rung->run(rung->work);
        if (rung->fetch)
            rung->fetch(rung->work);
        if (i == 0)
            memcpy(first, ladder->result, (size_t)ladder->count * sizeof *first);
        check_that(scope_text("%s gives what %s gives", rung->name, ladder->rungs[0].name),
                   difference(ladder->result, first, ladder->count) <= rung->allowed);
        rung->seconds = fastest(rung, seconds);
    }
    threads_set(cores);
    return true;
}

double ladder_rate(const Ladder *ladder, int rung)
{
    return ladder->operations / ladder->rungs[rung].seconds;
}

/* Its speed as a part of what OpenBLAS has with as many cores. */
static const char *share_of_blas(const Ladder *ladder, const Rung *rung)
{
    double seconds = ladder->blas[rung->cores > 1];
    return seconds > 0 ? scope_text("%12.2f", seconds / rung->seconds) : "           -";
}

void ladder_print(const Ladder *ladder)
{
    printf("\n    %-26s %14s %10s %13s%s\n", ladder->what, "", "of peak", "times first",
           ladder->with_blas ? "   of OpenBLAS" : "");
    for (int i = 0; i < ladder->n; i++) {
        const Rung *rung = &ladder->rungs[i];
        double rate = ladder_rate(ladder, i);
        printf("%2d  %-26s %6.1f GFLOP/s %8.1f %% %11.1f x%s\n", i + 1, rung->name, 1e-9 * rate,
               100 * rate / (ladder->peak * rung->cores), ladder->rungs[0].seconds / rung->seconds,
               ladder->with_blas ? share_of_blas(ladder, rung) : "");
    }
}
