/* Your answer to exercise 04.4. The questions are in chapters/04_gradient_by_hand/exercises/ex4_steps.h.
 *
 * Put a number in the place of each TODO("..."). */
#include "ex4_steps.h"

double slope_at_minus_two(void)
{
    return TODO("the slope of x*x at -2");
}

double after_one_step(void)
{
    return TODO("from 4, one step of rate 0.25");
}

double rate_that_lands(void)
{
    return TODO("the rate that takes every x to 0 at once");
}

double after_two_steps_of_one(void)
{
    return TODO("from 3, two steps of rate 1");
}

double losses_for_ten(void)
{
    return TODO("how many losses for ten slopes?");
}
