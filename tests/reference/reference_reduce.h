/* Reductions by the definition: every element is added to its result, in double. */
#ifndef REFERENCE_REDUCE_H
#define REFERENCE_REDUCE_H

#include "kernels/kernels.h"

/* out, row-major: one number for each element of a tensor of shape `out_shape` (x's, with 1 along summed
 * axes). */
void reference_reduce(ReduceOp op, const View *x, const int64_t *out_shape, double *out);

#endif
