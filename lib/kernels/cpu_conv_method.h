/* Which way a convolution is computed. */
#ifndef KERNELS_CPU_CONV_METHOD_H
#define KERNELS_CPU_CONV_METHOD_H

#include "kernels/kernels.h"

typedef enum { PASS_FORWARD, PASS_GRAD_INPUT, PASS_GRAD_WEIGHT } ConvPass;

/* The m of Winograd's F(m x m, 3 x 3), or 0 for direct sums: what how->method forces, or what the sizes say.
 */
int conv_winograd(const Convolution *how, ConvPass pass);

#endif
