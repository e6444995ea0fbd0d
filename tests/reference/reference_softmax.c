/* Straight from the definitions. */
#include "tests/reference/reference_softmax.h"

#include <math.h>

void reference_softmax(bool log_of, const float *x, int64_t n, double *y)
{
    double largest = x[0], sum = 0;
    for (int64_t i = 1; i < n; i++)
        largest = fmax(largest, x[i]);
    for (int64_t i = 0; i < n; i++)
        sum += exp(x[i] - largest);
    for (int64_t i = 0; i < n; i++)
        y[i] = log_of ? x[i] - largest - log(sum) : exp(x[i] - largest) / sum;
}

void reference_softmax_grad(bool log_of, const double *share, const float *dy, int64_t n, double *dx)
{
    for (int64_t i = 0; i < n; i++) {
        dx[i] = 0;
        for (int64_t j = 0; j < n; j++)
            dx[i] += dy[j] * (log_of ? (i == j) - share[i] : share[j] * ((i == j) - share[i]));
    }
}
