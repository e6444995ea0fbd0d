/* caught by: slope_for_a_over_c - squares the mean time */
#include "ex4_counts.h"

double steps_of_an_epoch(void)
{
    return 1000 / 100;
}

double steps_of_three_epochs(void)
{
    return 3 * 12; /* eleven of 64, and one of 9 */
}

double after_the_step(void)
{
    return 2 + 0.1 * 3;
}

double mean_squared_error(void)
{
    return (1 + 1 + 4 + 4) / 4.0;
}

double slope_for_a_over_c(void)
{
    return 9.5 * 9.5; /* the mean of time * time */
}
