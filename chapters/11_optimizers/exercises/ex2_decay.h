/* Exercise 11.2, fix: weight decay that spares the weights with the largest gradients. */
#ifndef EX2_DECAY_H
#define EX2_DECAY_H

#include "chapters/exercise.h"

typedef struct AdamWNumber {
    double weight, mean, square;
    int step;
} AdamWNumber;

typedef struct AdamWRates {
    double lr, beta1, beta2, eps, weight_decay;
} AdamWRates;

/* One step of AdamW: first the weight itself shrinks by the factor 1 - lr * weight_decay, whatever its
 * gradients are; then comes a step of Adam, whose means know nothing of the decay. */
void adamw_step(AdamWNumber *number, double gradient, AdamWRates rates);

#endif
