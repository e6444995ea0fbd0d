/* caught by: ends, between - the first group learns fastest */
#include "ex1_slice.h"

#include <math.h>

void slice_rates(double first, double last, int n, double *rates)
{
    for (int g = 0; g < n; g++)
        rates[g] = n == 1 ? last : first * pow(last / first, (double)(n - 1 - g) / (n - 1));
}
