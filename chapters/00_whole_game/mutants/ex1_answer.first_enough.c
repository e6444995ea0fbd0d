/* caught by: likeliest, small_probabilities, equally_likely - names the first that passes, not
 * the likeliest */
#include "ex1_answer.h"

int answer(const float *probabilities, int n, float at_least)
{
    for (int i = 0; i < n; i++)
        if (probabilities[i] >= at_least)
            return i;
    return -1;
}
