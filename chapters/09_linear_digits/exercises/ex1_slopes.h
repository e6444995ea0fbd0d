/* Exercise 09.1, fill: the loss of the digits, and its slopes by hand. */
#ifndef EX1_SLOPES_H
#define EX1_SLOPES_H

#include "chapters/exercise.h"

#include <stddef.h>

/* The loss of chapter 09: predictions may be any numbers, the sigmoid makes answers between 0 and 1 of them,
 * and the loss is how far these are from the targets, on average:
 *
 *     mean over i of |target[i] - sigmoid(prediction[i])|
 *
 *   predictions  (n)
 *   targets      (n), each 0 or 1
 *   slopes       (n), written: how fast the loss rises with each prediction
 *   returns      the loss
 *
 * The slope of the sigmoid at x is s * (1 - s), where s is the sigmoid of x. */
double loss_and_slopes(const double *predictions, const double *targets, size_t n, double *slopes);

#endif
