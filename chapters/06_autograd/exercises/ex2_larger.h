/* Exercise 06.2, fill: an operation of your own: the larger of two. */
#ifndef EX2_LARGER_H
#define EX2_LARGER_H

#include "chapters/exercise.h"

#include "autograd/ops.h"

/* The larger one of each pair of elements, with a gradient. (Chapter 07 is made of larger(x, 0).)
 *
 *   a, b      of equal shapes
 *   returns   a tensor of that shape
 *   gradient  dy goes to the one that was larger, nothing to the other; of equal ones each gets half of it
 *
 * tensor_maximum does this already and is not to be called. What you need: lib/autograd/ops_arithmetic.c
 * shows how an operation is made; raw_zip and raw_map compute without a tape (ZIP_MAX, ZIP_GT, ZIP_EQ,
 * ZIP_MUL, MAP_AFFINE); grad_add adds to an input's gradient. */
Tensor *larger(Tensor *a, Tensor *b);

#endif
