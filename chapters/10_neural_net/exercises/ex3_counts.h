/* Exercise 10.3, predict: parameters, steps, and the loss of somebody who knows nothing. */
#ifndef EX3_COUNTS_H
#define EX3_COUNTS_H

#include "chapters/exercise.h"

/* On paper first. */

/* The parameters of 784 - 30 - 10, each neuron with a bias. */
int parameters_of_ten_digits(void);

/* A net 784 - 28 - 28 - 10 has two hidden layers. By how many parameters does it differ from 784 - 30 - 10:
 * less than a hundred (0), some hundreds (1), thousands (2)? */
int two_layers_cost(void);

/* Take the ReLU out of 784 - 30 - 1. What remains can be written as a single linear layer. With how many
 * parameters? */
int without_the_relu(void);

/* Steps in one epoch of 60,000 digits, 64 at a time. */
int steps_of_an_epoch(void);

/* A net that gives each of ten digits the same share has a cross-entropy of log(10). How many hundredths? */
int hundredths_of_no_idea(void);

/* A training whose loss is below 0.01, while on the validation set the loss has risen for 40 epochs and the
 * error rate has stayed the same. Is the model worse than 40 epochs ago by the metric that counts? 1 or 0. */
int is_it_worse(void);

#endif
