/* Exercise 05.4, predict: steps, epochs and sizes. */
#ifndef EX4_COUNTS_H
#define EX4_COUNTS_H

#include "chapters/exercise.h"

/* Each function returns a number that you write down BEFORE anything is computed, on paper. The test then
 * computes it. */

/* 1000 points in batches of 100: how many steps has one epoch? */
double steps_of_an_epoch(void);

/* 713 passengers in batches of 64, the smaller last batch included: how many steps have 3 epochs? */
double steps_of_three_epochs(void);

/* A parameter is 2, its slope is -3, the learning rate is 0.1. What is it after the step? */
double after_the_step(void);

/* Four predictions are off by 1, -1, 2 and -2. What is the mean of the squared errors? */
double mean_squared_error(void);

/* Times are 0, 1, ... 19, and every prediction is too high by the same amount. How many times as large as the
 * slope for c is the slope for a, which multiplies time*time? */
double slope_for_a_over_c(void);

#endif
