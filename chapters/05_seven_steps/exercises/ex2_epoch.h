/* Exercise 05.2, fix: an epoch whose last batch is not like the others. */
#ifndef EX2_EPOCH_H
#define EX2_EPOCH_H

#include "chapters/exercise.h"

#include <stdint.h>

/* One epoch of mini-batch gradient descent on the model y = w * x with the loss "mean of the squared errors":
 * every point is used once, `batch` of them for a step, in the order given. A batch's loss is the mean over
 * the points in it; the last batch may have fewer than the others, and is not left out.
 *
 *   w         the parameter, changed
 *   x, y      n points
 *   order     the numbers 0 .. n-1, shuffled
 *   returns   the number of steps */
int run_epoch(double *w, const double *x, const double *y, const int64_t *order, int n, int batch, double lr);

#endif
