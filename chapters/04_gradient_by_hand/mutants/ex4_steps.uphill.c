/* caught by: after_one_step - steps uphill */
#include "ex4_steps.h"

double slope_at_minus_two(void)
{
    return -4;
}

double after_one_step(void)
{
    return 4 + 0.25 * 8;
}

double rate_that_lands(void)
{
    return 0.5; /* x - 0.5 * 2x */
}

double after_two_steps_of_one(void)
{
    return 3; /* by way of -3 */
}

double losses_for_ten(void)
{
    return 10 + 1; /* where we stand, and once for each nudge */
}
