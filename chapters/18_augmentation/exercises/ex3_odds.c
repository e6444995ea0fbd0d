/* Your answer to exercise 18.3. The questions are in chapters/18_augmentation/exercises/ex3_odds.h.
 *
 * Put a number in the place of each TODO("..."). */
#include "ex3_odds.h"

double nothing_moves(void)
{
    return TODO("the probability that no pixel moves");
}

double light_stays(void)
{
    return TODO("the probability that the light stays as it is");
}

double all_four(void)
{
    return TODO("the probability of all four");
}

int interpolations_naive(void)
{
    return TODO("one after another");
}

int interpolations_composed(void)
{
    return TODO("as one map");
}

int flips_well(int digit)
{
    return TODO("for each digit from 0 to 9: 1 or 0");
}
