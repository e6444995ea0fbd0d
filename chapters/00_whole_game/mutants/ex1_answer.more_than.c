/* caught by: just_enough - wants more than at least */
#include "ex1_answer.h"

int answer(const float *probabilities, int n, float at_least)
{
    int best = 0;
    for (int i = 1; i < n; i++)
        if (probabilities[i] > probabilities[best]) /* not >=: of equal ones the first stays */
            best = i;
    return probabilities[best] > at_least ? best : -1;
}
