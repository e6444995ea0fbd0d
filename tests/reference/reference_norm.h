/* Normalisation of columns and its gradient, in double. */
#ifndef REFERENCE_NORM_H
#define REFERENCE_NORM_H

#include <stdint.h>

void reference_norm_stats(const float *x, int64_t rows, int64_t c, double *mean, double *var);
/* The gradient of (x - mean) / sqrt(var + eps) * gamma + beta, where mean and var are those of x. */
void reference_norm_grad(const float *x, const float *dy, int64_t rows, int64_t c, double eps,
                         const float *gamma, double *dx, double *dgamma, double *dbeta);

#endif
