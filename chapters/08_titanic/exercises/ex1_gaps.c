/* Your answer to exercise 08.1. The contract is in chapters/08_titanic/exercises/ex1_gaps.h. */
#include "ex1_gaps.h"

double mean_of(const double *values, size_t n)
{
    TODO("the mean of the values that are no gaps");
    return 0;
}

double mode_of(const double *values, size_t n)
{
    TODO("the most frequent value; of several, the smallest");
    return 0;
}

size_t fill_gaps(double *values, size_t n, double with)
{
    TODO("put `with` in every gap, and count them");
    return 0;
}
