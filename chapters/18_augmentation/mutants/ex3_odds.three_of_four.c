/* caught by: all_four - leaves out one direction */
#include "ex3_odds.h"

double nothing_moves(void)
{
    return 0.5 * 0.25 * 0.25 * 0.25 * 0.25;
}

double light_stays(void)
{
    return 0.25 * 0.25;
}

double all_four(void)
{
    return 0.75 * 0.75 * 0.75;
}

int interpolations_naive(void)
{
    return 3;
}

int interpolations_composed(void)
{
    return 1;
}

/* The others become something that nobody writes, or another digit. */
int flips_well(int digit)
{
    return digit == 0 || digit == 1 || digit == 8;
}
