/* caught by: one_group - a single group gets the first rate */
#include "ex1_slice.h"

#include <math.h>

void slice_rates(double first, double last, int n, double *rates)
{
    for (int g = 0; g < n; g++)
        rates[g] = n == 1 ? first : first * pow(last / first, (double)g / (n - 1));
}
