/* Your answer to exercise 14.1. The contract is in chapters/14_cnn/exercises/ex1_batch_norm.h. */
#include "ex1_batch_norm.h"

#include <math.h>

void batch_norm(const float *x, size_t n, size_t channels, const float *gamma, const float *beta,
                float *running_mean, float *running_var, bool training, float *y)
{
    TODO("each channel's mean and variance, and what becomes of its numbers");
}
