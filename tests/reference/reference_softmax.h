/* Softmax and its gradient for one row, in double. */
#ifndef REFERENCE_SOFTMAX_H
#define REFERENCE_SOFTMAX_H

#include <stdbool.h>
#include <stdint.h>

void reference_softmax(bool log, const float *x, int64_t n, double *y);
/* dx_i = sum_j dy_j dy_j/dx_i, from the matrix of derivatives. share is the softmax itself, whether log or
 * not. */
void reference_softmax_grad(bool log, const double *share, const float *dy, int64_t n, double *dx);

#endif
