/* caught by: nothing_known, table_of_the_book, large_scores, all_low - takes another logarithm */
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
        slopes[k] = exp(scores[k] - largest) / sum - (k == label);
    return log10(sum) - (scores[label] - largest); /* not the log of a share, which may have become 0 */
}
