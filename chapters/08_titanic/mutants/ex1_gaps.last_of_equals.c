/* caught by: equally_frequent - takes the last of equally frequent values */
#include "ex1_gaps.h"

#include <math.h>

double mean_of(const double *values, size_t n)
{
    double sum = 0;
    size_t there = 0;
    for (size_t i = 0; i < n; i++) {
        if (isnan(values[i]))
            continue;
        sum += values[i];
        there++;
    }
    return there ? sum / (double)there : NAN; /* by how many are there, not by n */
}

double mode_of(const double *values, size_t n)
{
    double mode = NAN;
    size_t most = 0;
    for (size_t i = 0; i < n; i++) {
        size_t count = 0;
        for (size_t k = 0; k < n; k++)
            count += values[k] == values[i]; /* never true of a gap */
        if (count > 0 && count >= most) {
            most = count;
            mode = values[i];
        }
    }
    return mode;
}

size_t fill_gaps(double *values, size_t n, double with)
{
    size_t gaps = 0;
    for (size_t i = 0; i < n; i++)
        if (isnan(values[i])) {
            values[i] = with;
            gaps++;
        }
    return gaps;
}
