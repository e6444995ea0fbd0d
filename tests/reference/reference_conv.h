/* Convolution and its gradients, straight from the definition and in double precision: the judges of the fast
 * ones. */
#ifndef REFERENCE_CONV_H
#define REFERENCE_CONV_H

#include "kernels/kernels.h"

/* As in the table of kernels, with results in double. size, unless NULL, has the result's shape and receives
 * the sums of absolute values: rounding errors are to be measured against them. */
void reference_conv(const Window *window, const View *x, const View *weight, const View *bias, Activation act,
                    const int64_t *y_shape, double *y, double *size);
void reference_conv_grad_input(const Window *window, const View *dy, const View *weight,
                               const int64_t *x_shape, double *dx, double *size);
void reference_conv_grad_weight(const Window *window, const View *x, const View *dy, double *dweight,
                                double *size);

#endif
