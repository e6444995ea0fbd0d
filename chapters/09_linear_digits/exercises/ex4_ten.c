/* Your answer to exercise 09.4. The contract is in chapters/09_linear_digits/exercises/ex4_ten.h. */
#include "ex4_ten.h"

double cross_entropy(const double *scores, size_t n, size_t label, double *slopes)
{
    TODO("-log of the right one's share, and the slope for every score");
    return 0;
}
