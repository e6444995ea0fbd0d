/* Exercise 14.1, fill: batch normalisation, in training and in use. */
#ifndef EX1_BATCH_NORM_H
#define EX1_BATCH_NORM_H

#include "chapters/exercise.h"

#include <stdbool.h>
#include <stddef.h>

/* Each channel is brought to mean 0 and deviation 1, and then to what the net wants: y = gamma * z + beta,
 * with z = (x - mean) / sqrt(variance + 1e-5).
 *
 * In training, mean and variance are those of the channel's n numbers, the variance divided by n; and the
 * running ones move a tenth of the way to them: running = 0.9 * running + 0.1 * batch. The variance goes into
 * the running one divided by n - 1, as PyTorch has it; n is at least 2. In use, mean and variance are the
 * running ones, which stay as they are.
 *
 *   x                           (n, channels)
 *   gamma, beta                 (channels)
 *   running_mean, running_var   (channels), changed in training
 *   y                           (n, channels), written */
void batch_norm(const float *x, size_t n, size_t channels, const float *gamma, const float *beta,
                float *running_mean, float *running_var, bool training, float *y);

#endif
