/* Questions about values; their answers are 1 and 0 or positions, and have no gradient. (chapter 02) */
#ifndef TENSOR_COMPARE_H
#define TENSOR_COMPARE_H

#include "tensor/tensor.h"

/* Elementwise with broadcasting: 1 where it holds, else 0. */
Tensor *tensor_eq(Tensor *a, Tensor *b);
Tensor *tensor_ne(Tensor *a, Tensor *b);
Tensor *tensor_lt(Tensor *a, Tensor *b);
Tensor *tensor_le(Tensor *a, Tensor *b);
Tensor *tensor_gt(Tensor *a, Tensor *b);
Tensor *tensor_ge(Tensor *a, Tensor *b);

/* Position of the largest value along an axis, the first of equals; the axis disappears. A NaN counts as
 * largest. The axis has at most 2^24 elements. */
Tensor *tensor_argmax(Tensor *x, int axis);

#endif
