/* Numbers to test with: random, yet apart from each other and from the kinks of the usual functions. */
#ifndef SUPPORT_VALUES_H
#define SUPPORT_VALUES_H

#include "tensor/tensor.h"

/* n values in [low, high), shuffled, all at least (high - low) / 2n apart, and none nearer than 0.02 to -0.5,
 * 0 or 0.5: a small step in any direction changes no comparison. The same for the same seed. */
void values_spread(float *out, int64_t n, double low, double high, uint64_t seed);

/* A tensor of values_spread. */
Tensor *values_tensor(Shape shape, double low, double high, uint64_t seed);

/* The bits of two tensors are the same, NaN or not. */
bool values_same_bits(Tensor *a, Tensor *b);

#endif
