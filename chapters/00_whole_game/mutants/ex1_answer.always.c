/* caught by: does_not_know - always names one, as a net does */
#include "ex1_answer.h"

int answer(const float *probabilities, int n, float at_least)
{
    int best = 0;
    for (int i = 1; i < n; i++)
        if (probabilities[i] > probabilities[best]) /* not >=: of equal ones the first stays */
            best = i;
    (void)at_least;
    return best;
}
