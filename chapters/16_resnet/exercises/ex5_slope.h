/* Exercise 16.5, measure: how much of the slope arrives at the first layer? */
#ifndef EX5_SLOPE_H
#define EX5_SLOPE_H

#include "chapters/exercise.h"
#include "nn/loss.h"
#include "nn/module.h"

/* How long the gradient of the net's first parameter is, for this one batch and its cross-entropy: the root
 * of the sum of its squares. nn_parameters lists the parameters from front to back. Measured as in a
 * training, so batch norm uses the batch; and nothing is left behind or found: gradients that are there
 * before do not count, and afterwards all of them are zero. */
double first_slope(Module *net, Tensor *x, Tensor *labels);

/* By which factor it grows, or shrinks, with each further block: the number that, multiplied n - 1 times,
 * leads from `shallow`, measured with 1 block, to `deep`, measured with n. */
double growth_per_block(double shallow, double deep, int n);

#endif
