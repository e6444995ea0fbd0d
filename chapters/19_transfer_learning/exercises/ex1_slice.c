/* Your answer to exercise 19.1. The contract is in chapters/19_transfer_learning/exercises/ex1_slice.h. */
#include "ex1_slice.h"

#include <math.h>

void slice_rates(double first, double last, int n, double *rates)
{
    TODO("how often must the factor be multiplied to come from the first group to the last?");
    for (int g = 0; g < n; g++)
        rates[g] = 0;
}
