/* Your answer to exercise 22.1. The contract is in chapters/22_production/exercises/ex1_change.h. */
#include "ex1_change.h"

#include <math.h>

double change(int n, const float *a, int m, const float *b)
{
    TODO("walk along both samples at once, and keep the largest difference of the two shares");
    return 0;
}
