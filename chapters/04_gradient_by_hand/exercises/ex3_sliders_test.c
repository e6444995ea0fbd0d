/* The tests of exercise 04.3. */
#include "ex3_sliders.h"

#include "base/random.h"

#include <criterion/criterion.h>
#include <math.h>

enum { N = 20 };
static double course_x[N], course_y[N];

/* The points of fast.ai's 2022 course: 3x*x + 2x + 1 with noise from numpy's generator. */
static void course_points(void)
{
    Random random;
    random_init(&random, 42);
    for (int i = 0; i < N; i++) {
        double x = course_x[i] = -2 + 4.0 * i / (N - 1);
        course_y[i] = (3 * x * x + 2 * x + 1) * (1 + 0.15 * random_numpy_normal(&random));
    }
    for (int i = 0; i < N; i++)
        course_y[i] += 1.5 * random_numpy_normal(&random);
}

Test(sliders, error_of_the_course)
{
    course_points();
    double got = quadratic_mae((double[]){1.1, 1.1, 1.1}, course_x, course_y, N);
    cr_assert(fabs(got - 2.4219) < 5e-5,
              "with all sliders at 1.1 the course prints an error of 2.4219, yours is %.4f. Absolute values, "
              "their mean",
              got);
}

Test(sliders, one_round)
{
    const double x[] = {-1, 0, 1}, y[] = {1, 0, 1}; /* x*x */
    double abc[] = {0, 0.5, 0};
    play(abc, x, y, 3, 0.5, 1);
    cr_assert(abc[0] == 0.5, "x*x, sliders at 0 0.5 0, nudge 0.5: a goes up to 0.5, yours stands at %g",
              abc[0]);
    cr_assert(abc[1] == 0.5 || abc[1] == 0,
              "b began at 0.5 and stands at %g: neither there nor one nudge away", abc[1]);
    double other[] = {1, 0.5, 0};
    play(other, x, y, 3, 0.5, 1);
    cr_assert(other[0] == 1 && other[1] == 0 && other[2] == 0,
              "x*x, sliders at 1 0.5 0, nudge 0.5: only b moves, down to 0. Yours stand at %g %g %g",
              other[0], other[1], other[2]);
}

Test(sliders, each_plays_on_from_the_last)
{
    const double x[] = {1}, y[] = {1.5}; /* a + b + c is the curve's height there */
    double abc[] = {0, 0, 0};
    double error = play(abc, x, y, 1, 1, 1);
    cr_assert(abc[0] == 1 && abc[1] == 0 && abc[2] == 0 && error == 0.5,
              "one point at height 1.5, nudge 1: a goes to 1, and from there neither b nor c helps. Yours "
              "stand at %g %g %g with error %g",
              abc[0], abc[1], abc[2], error);
}

Test(sliders, two_rounds)
{
    const double x[] = {1}, y[] = {10};
    double abc[] = {0, 0, 0};
    double error = play(abc, x, y, 1, 1, 2);
    cr_assert(
        abc[0] == 2 && abc[1] == 2 && abc[2] == 2 && error == 4,
        "one point at height 10, nudge 1, two rounds: every slider goes up twice, and 4 are missing. Yours "
        "stand at %g %g %g with error %g",
        abc[0], abc[1], abc[2], error);
}

Test(sliders, many_rounds)
{
    course_points();
    double abc[] = {1.1, 1.1, 1.1}, last = quadratic_mae(abc, course_x, course_y, N);
    for (int round = 0; round < 100; round++) {
        double error = play(abc, course_x, course_y, N, 0.05, 1);
        cr_assert(error <= last + 1e-9, /* who undoes a nudge by subtracting it may be off by a rounding */
                  "a round made the error worse, from %g to %g: staying is always allowed", last, error);
        cr_assert(fabs(error - quadratic_mae(abc, course_x, course_y, N)) < 1e-12,
                  "play returned %g, but where it left the sliders the error is %g", error,
                  quadratic_mae(abc, course_x, course_y, N));
        last = error;
    }
    cr_assert(last < 1.35, "after 100 rounds the error is still %g: is something standing still?", last);
}
