/* How weights start, and why it matters. (chapters 10, 14; He et al. 2015, Glorot and Bengio 2010) */
#ifndef NN_INIT_H
#define NN_INIT_H

#include "tensor/tensor.h"

/* The fans of a weight: (out, in) or (k, kh, kw, c); fan_in is the number of inputs that one output sums.
 * False with ERR_SHAPE for fewer than two axes, or without elements. */
bool nn_init_fans(const Tensor *weight, double *fan_in, double *fan_out);

/* All fill the weight from random_default() and return it. */
Tensor *nn_init_uniform(Tensor *weight, double low, double high);
Tensor *nn_init_normal(Tensor *weight, double mean, double std);
Tensor *nn_init_constant(Tensor *weight, double value);
Tensor *nn_init_kaiming_uniform(
    Tensor *weight, double a); /* bound sqrt(6 / ((1 + a^2) fan_in)); a: slope of the leaky ReLU after it */
Tensor *nn_init_kaiming_normal(Tensor *weight, double a); /* std sqrt(2 / ((1 + a^2) fan_in)) */
Tensor *nn_init_xavier_uniform(Tensor *weight);           /* bound sqrt(6 / (fan_in + fan_out))           */
Tensor *nn_init_xavier_normal(Tensor *weight);            /* std sqrt(2 / (fan_in + fan_out))            */

/* draw(weight, a, b), but the numbers of a convolution's (k, kh, kw, c) come in PyTorch's order of axes,
 * (k, c, kh, kw): the same seed gives the same net. */
Tensor *nn_init_as_torch(Tensor *weight, Tensor *(*draw)(Tensor *, double, double), double a, double b);
/* So with mean 0 and std sqrt(2 / fan_out), for convolutions: gradients keep their scale on the way back. */
Tensor *nn_init_kaiming_normal_out(Tensor *weight);

/* Weights that a file is about to fill need no draw: with false, all the functions above leave a weight as it
 * is and take nothing from the generator. Returns what it was, of this thread. (chapter 22: a net of eleven
 * million weights starts a quarter of a second sooner) */
bool nn_init_enable(bool on);

#endif
