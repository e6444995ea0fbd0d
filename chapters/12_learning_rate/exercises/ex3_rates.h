/* Exercise 12.3, predict: rates and what they do. */
#ifndef EX3_RATES_H
#define EX3_RATES_H

#include "chapters/exercise.h"

/* Write each number down before anything is computed. */

/* fit_one_cycle(4, lr_max .1): what is the rate of the very first batch? */
double first_rate(void);

/* The same training, 10 batches an epoch: before which batch, counted from 0, is the rate highest? */
int batch_of_the_top(void);

/* What is the momentum at that batch? */
double momentum_at_the_top(void);

/* lr_find goes from 1e-7 to 10 in 100 steps, each the same factor higher. What is the rate of step 50? */
double rate_of_step_50(void);

/* A loss of x^2: gradient descent x <- x - lr * 2x. Above which learning rate does x grow for ever? */
double largest_rate(void);

#endif
