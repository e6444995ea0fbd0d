/* The tests of exercise 04.1. */
#include "ex1_slope.h"

#include <criterion/criterion.h>
#include <math.h>

static int calls;

static double square(double x)
{
    calls++;
    return x * x;
}

static double cube(double x)
{
    calls++;
    return x * x * x;
}

static double exponential(double x)
{
    calls++;
    return exp(x);
}

static void near(const char *what, double got, double wanted, const char *why)
{
    cr_assert(fabs(got - wanted) < 1e-6, "%s: should be %.6f, yours is %.6f. %s", what, wanted, got, why);
}

Test(slope, one_side_of_a_square)
{
    near("x*x at 3, one step of 0.5", slope_one_side(square, 3, 0.5), 6.5, "From 9 to 12.25 in half a step");
    near("x*x at 3, one step of -0.5", slope_one_side(square, 3, -0.5), 5.5,
         "From 9 to 6.25, and the step is below 0 too: the slope is not");
}

Test(slope, both_sides_of_a_square)
{
    near("x*x at 3, steps of 0.5", slope_both_sides(square, 3, 0.5), 6,
         "From 6.25 to 12.25, and how far apart are the feet?");
    near("x*x at -1, steps of 2", slope_both_sides(square, -1, 2), -2, "From 9 down to 1 between -3 and 1");
}

Test(slope, cube)
{
    near("x*x*x at 2, one step of 0.1", slope_one_side(cube, 2, 0.1), 12.61, "f(2.1) is 9.261");
    near("x*x*x at 2, steps of 0.1", slope_both_sides(cube, 2, 0.1), 12.01,
         "f(2.1) is 9.261, f(1.9) is 6.859");
}

Test(slope, how_the_errors_fall)
{
    double one =
        (slope_one_side(exponential, 1, 0.1) - exp(1)) / (slope_one_side(exponential, 1, 0.01) - exp(1));
    double both =
        (slope_both_sides(exponential, 1, 0.1) - exp(1)) / (slope_both_sides(exponential, 1, 0.01) - exp(1));
    cr_assert(
        one > 9 && one < 11,
        "One side: a tenth of the step should leave a tenth of the error, yours leaves one part in %.1f",
        one);
    cr_assert(both > 95 && both < 105,
              "Both sides: a tenth of the step should leave a hundredth of the error, yours leaves one part "
              "in %.1f",
              both);
}

Test(slope, two_calls)
{
    calls = 0;
    slope_one_side(square, 1, 0.1);
    cr_assert(calls == 2, "slope_one_side called f %d times: 2 are enough", calls);
    calls = 0;
    slope_both_sides(square, 1, 0.1);
    cr_assert(calls == 2, "slope_both_sides called f %d times: the value at x itself is not needed", calls);
}
