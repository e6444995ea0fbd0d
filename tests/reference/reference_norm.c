/* Two passes for the variance, and the gradient by the chain rule, step by step. */
#include "tests/reference/reference_norm.h"

#include <math.h>

void reference_norm_stats(const float *x, int64_t rows, int64_t c, double *mean, double *var)
{
    for (int64_t k = 0; k < c; k++) {
        double sum = 0, squares = 0;
        for (int64_t row = 0; row < rows; row++)
            sum += x[row * c + k];
        mean[k] = sum / (double)rows;
        for (int64_t row = 0; row < rows; row++)
            squares += (x[row * c + k] - mean[k]) * (x[row * c + k] - mean[k]);
        var[k] = squares / (double)rows;
    }
}

void reference_norm_grad(const float *x, const float *dy, int64_t rows, int64_t c, double eps,
                         const float *gamma, double *dx, double *dgamma, double *dbeta)
{
    for (int64_t k = 0; k < c; k++) {
        double mean = 0, var = 0, dvar = 0, dmean = 0;
        dgamma[k] = dbeta[k] = 0;
        for (int64_t at = k; at < rows * c; at += c)
            mean += x[at] / (double)rows;
        for (int64_t at = k; at < rows * c; at += c)
            var += (x[at] - mean) * (x[at] - mean) / (double)rows;
        double std = sqrt(var + eps);
        for (int64_t at = k; at < rows * c; at += c) {
            dgamma[k] += dy[at] * (x[at] - mean) / std;
            dbeta[k] += dy[at];
            dvar += dy[at] * gamma[k] * (x[at] - mean) * -0.5 / (std * std * std);
            dmean -= dy[at] * gamma[k] / std;
        }
        for (int64_t at = k; at < rows * c; at += c)
            dx[at] =
                dy[at] * gamma[k] / std + dvar * 2 * (x[at] - mean) / (double)rows + dmean / (double)rows;
    }
}
