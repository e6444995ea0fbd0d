/* Exercise 16.2, fix: a block that starts from identity and never leaves it. */
#ifndef EX2_IDENTITY_H
#define EX2_IDENTITY_H

#include "chapters/exercise.h"
#include "nn/module.h"

/* Prepares the correction of a residual block, so that the block hands its input on at first:
 *
 *     f = nn_sequential(nn_conv(...), nn_batch_norm(c), nn_relu(), nn_conv(...), nn_batch_norm(c))
 *
 * Children 0 and 3 are the convolutions, with the tensor `weight`; 1 and 4 are the norms, whose first two
 * tensors are `weight` (gamma) and `bias` (beta), which may hold anything.
 *
 * Afterwards f(x) is 0 for every x while training, and yet the first backward finds a slope to follow: the
 * gradient of the last norm's gamma is not 0. As few tensors are changed as possible. */
void start_from_identity(Module *f);

#endif
