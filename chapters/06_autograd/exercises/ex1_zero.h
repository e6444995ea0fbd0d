/* Exercise 06.1, fix: a training loop in which one line is missing. */
#ifndef EX1_ZERO_H
#define EX1_ZERO_H

#include "chapters/exercise.h"

#include "autograd/ops.h"

/* a * x*x + b * x + c; abc has three elements, and gets a gradient. */
Tensor *quadratic(Tensor *abc, Tensor *x);

/* n steps of gradient descent on the mean absolute error of quadratic(abc, x) against y, with plain
 * gradients: a step is lr times the gradient at the place where it begins.
 *
 *   abc       the parameters, requires_grad, changed in place. At the beginning its gradient is 0 or not
 *             there; at the end it is 0
 *   losses    n of them, each before its step */
void descend(Tensor *abc, Tensor *x, Tensor *y, double lr, double *losses, int n);

#endif
