/* The tests of exercise 04.2. */
#include "ex2_limit.h"

#include <criterion/criterion.h>
#include <math.h>

static void says(double a, double rate, bool wanted, const char *why)
{
    cr_assert(settles(a, rate) == wanted, "%g * x*x with rate %g: you say it %s. %s", a, rate,
              wanted ? "runs away" : "settles", why);
}

Test(limit, x_squared)
{
    says(1, 0.3, true, "Each step takes x to 0.4 x");
    says(1, 0.99, true, "Each step takes x to -0.98 x: it bounces, and less every time");
    says(1, 1.01, false, "Each step takes x to -1.02 x: it bounces, and more every time");
    says(1, 3, false, "Each step takes x to -5 x");
}

Test(limit, steeper_and_flatter)
{
    says(10, 0.09, true, "The slope of 10 x*x is 20 x, so each step takes x to -0.8 x");
    says(10, 0.11, false, "The slope of 10 x*x is 20 x, so each step takes x to -1.2 x");
    says(0.1, 9, true, "The slope of 0.1 x*x is 0.2 x, so each step takes x to -0.8 x");
}

Test(limit, slow_is_not_unstable)
{
    says(0.001, 0.1, true,
         "Each step takes x to 0.9998 x: that will take a while, but it is on its way down");
    says(1, 0.0001, true, "Each step takes x to 0.9998 x: that will take a while, but it is on its way down");
}

Test(limit, for_ever)
{
    says(1, 1, true, "Each step takes x to -x: it never arrives, and it never grows either");
    says(4, 0.25, true, "The slope of 4 x*x is 8 x, so each step takes x to -x, which does not grow");
}

Test(limit, largest)
{
    const double curves[] = {1, 2, 4, 10, 0.25};
    for (int i = 0; i < 5; i++) {
        double a = curves[i], got = largest_rate(a);
        cr_assert(fabs(got * a - 1) < 0.01,
                  "%g * x*x: you found %g as the largest rate, and to one percent it is %g. Twice as steep, "
                  "half the "
                  "rate: the steps of your search have to shrink with it",
                  a, got, 1 / a);
    }
}
