/* Exercise 16.1, fill: a residual block. */
#ifndef EX1_BLOCK_H
#define EX1_BLOCK_H

#include "autograd/ops.h"
#include "chapters/exercise.h"

/* A block that adds a correction f to what it was given:
 *
 *     f(x) = conv(relu(conv(x, first)), second)        y = relu(x + f(x))
 *
 *   x              (n, h, w, c)
 *   first, second  (c, 3, 3, c), both with a padding of 1 and no bias
 *   returns        (n, h, w, c)
 *
 * There are two ReLUs: one within the correction, and one after the sum. tensor_conv, tensor_relu and
 * tensor_add are all it takes. */
Tensor *residual_block(Tensor *x, Tensor *first, Tensor *second);

#endif
