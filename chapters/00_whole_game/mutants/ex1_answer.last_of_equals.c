/* caught by: equally_likely - of equal ones the last wins */
#include "ex1_answer.h"

int answer(const float *probabilities, int n, float at_least)
{
    int best = 0;
    for (int i = 1; i < n; i++)
        if (probabilities[i] >= probabilities[best])
            best = i;
    return probabilities[best] >= at_least ? best : -1;
}
