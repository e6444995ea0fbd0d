/* Your answer to exercise 20.5. The contract is in chapters/20_interpretation/exercises/ex5_dont_know.h. */
#include "ex5_dont_know.h"

double best_threshold(const double *confidence, const bool *right, int n, double silence)
{
    TODO("the cost of each threshold, and the lowest of the cheapest");
    return 0;
}
