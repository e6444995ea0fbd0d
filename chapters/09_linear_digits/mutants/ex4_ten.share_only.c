/* caught by: nothing_known, as_the_tape_has_them, largest_last - forgets the 1 of the right one */
#include "ex4_ten.h"

#include <math.h>

double cross_entropy(const double *scores, size_t n, size_t label, double *slopes)
{
    double largest = scores[0], sum = 0;
    for (size_t k = 1; k < n; k++)
        largest = scores[k] > largest ? scores[k] : largest;
    for (size_t k = 0; k < n; k++)
        sum += exp(scores[k] - largest); /* the shares stay as they are, and no exp overflows */
    for (size_t k = 0; k < n; k++)
        slopes[k] = exp(scores[k] - largest) / sum;
    return log(sum) - (scores[label] - largest); /* not the log of a share, which may have become 0 */
}
