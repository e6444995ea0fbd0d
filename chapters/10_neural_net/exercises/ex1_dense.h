/* Exercise 10.1, fill: a dense layer with a ReLU, forward and backward. */
#ifndef EX1_DENSE_H
#define EX1_DENSE_H

#include "chapters/exercise.h"

#include <stddef.h>

/* A neuron takes all inputs, each times a weight of its own, adds its bias, and passes on what is above 0. A
 * layer is `out` such neurons side by side.
 *
 *   x        (in)
 *   weights  (out, in): the weights of neuron k are weights[k * in] and on
 *   bias     (out)
 *   y        (out), written: max(0, bias[k] + sum over i of weights[k][i] * x[i]) */
void dense_forward(const float *x, const float *weights, const float *bias, float *y, size_t in, size_t out);

/* The other way: how fast the loss rises with each output is given; how fast does it rise with the inputs,
 * the weights and the biases? A neuron whose output is 0 lets nothing through.
 *
 *   y         (out), as dense_forward left it
 *   dy        (out), given
 *   dx        (in), written
 *   dweights  (out, in), added to: the gradients of several pictures add up
 *   dbias     (out), added to */
void dense_backward(const float *x, const float *weights, const float *y, const float *dy, float *dx,
                    float *dweights, float *dbias, size_t in, size_t out);

#endif
