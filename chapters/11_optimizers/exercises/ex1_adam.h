/* Exercise 11.1, fill: write Adam. */
#ifndef EX1_ADAM_H
#define EX1_ADAM_H

#include "chapters/exercise.h"

/* One weight, and what Adam remembers beside it. A new one is {.weight = w}: the rest begins at 0. */
typedef struct AdamNumber {
    double weight;
    double mean;   /* running mean of the gradients, keeps beta1 of itself          */
    double square; /* running mean of their squares, keeps beta2 of itself          */
    int step;      /* steps done                                                    */
} AdamNumber;

typedef struct AdamRates {
    double lr, beta1, beta2, eps;
} AdamRates;

/* One step with this gradient:
 *
 *     mean   <- beta1 * mean   + (1 - beta1) * gradient
 *     square <- beta2 * square + (1 - beta2) * gradient^2
 *     step   <- step + 1
 *     weight <- weight - lr * (mean / c1) / (sqrt(square / c2) + eps)
 *
 * where c1 = 1 - beta1^step and c2 = 1 - beta2^step make up for the zeros that both means began with. */
void adam_step(AdamNumber *number, double gradient, AdamRates rates);

#endif
