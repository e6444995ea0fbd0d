/* The tests of exercise 04.4. */
#include "ex4_steps.h"

#include <criterion/criterion.h>
#include <math.h>

static void predicted(double said, double computed, const char *why)
{
    cr_assert(fabs(said - computed) < 1e-9, "you said %g, and it is not. %s", said, why);
}

static double step(double x, double rate)
{
    return x - rate * 2 * x;
}

Test(steps, slope_at_minus_two)
{
    predicted(slope_at_minus_two(), 2.0 * -2, "The derivative of x*x is 2x; left of 0 the curve goes down");
}

Test(steps, after_one_step)
{
    predicted(after_one_step(), step(4, 0.25),
              "The slope at 4 is 8. A step goes against it, by a quarter of that");
}

Test(steps, rate_that_lands)
{
    double said = rate_that_lands();
    for (double x = -3; x <= 3; x += 1.5)
        cr_assert(fabs(step(x, said)) < 1e-9,
                  "with rate %g a step from %g lands at %g. A step takes x to x - rate * 2x", said, x,
                  step(x, said));
}

Test(steps, after_two_steps_of_one)
{
    predicted(after_two_steps_of_one(), step(step(3, 1), 1), "The first step goes to -3. And the second?");
}

Test(steps, losses_for_ten)
{
    int losses = 1; /* where we stand */
    for (int parameter = 0; parameter < 10; parameter++)
        losses++;
    predicted(losses_for_ten(), losses,
              "Each parameter is nudged once; but a rise is a difference: from where?");
}
