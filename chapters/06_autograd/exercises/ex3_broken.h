/* Exercise 06.3, fix: three operations, and one of the backwards is broken. */
#ifndef EX3_BROKEN_H
#define EX3_BROKEN_H

#include "chapters/exercise.h"

#include "autograd/ops.h"

/* Three operations with a gradient, elementwise. All three compute the right values. */
Tensor *reciprocal(Tensor *x);         /* 1 / x                      */
Tensor *product(Tensor *a, Tensor *b); /* a * b, of equal shapes     */
Tensor *logistic(Tensor *x);           /* 1 / (1 + exp(-x)), sigmoid */

#endif
