/* caught by: between - adds where it should multiply */
#include "ex1_slice.h"

#include <math.h>

void slice_rates(double first, double last, int n, double *rates)
{
    for (int g = 0; g < n; g++)
        rates[g] = n == 1 ? last : first + (last - first) * g / (n - 1);
}
