/* Convolution and its gradients, straight from the definition and in double precision: the judges of the fast
 * ones. */
#ifndef REFERENCE_CONV_H
#define REFERENCE_CONV_H

#include "kernels/kernels.h"

/* As in the table of kernels, with results in double and in no memory of `how`. size, unless NULL, has the
 * result's shape and receives the sums of absolute values: rounding errors are to be measured against them.
 */
void reference_conv(const Convolution *how, double *y, double *size);
void reference_conv_grad_input(const Convolution *how, double *dx, double *size);
void reference_conv_grad_weight(const Convolution *how, double *dweight, double *size);

#endif
