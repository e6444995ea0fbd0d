/* Exercise 04.4, predict: a few steps in your head. */
#ifndef EX4_STEPS_H
#define EX4_STEPS_H

#include "chapters/exercise.h"

/* Each function returns a number that you write down BEFORE anything is computed, on paper. The test then
 * computes it. */

/* The slope of x*x at -2. */
double slope_at_minus_two(void);

/* One step down x*x from 4 with learning rate 0.25: where are you? */
double after_one_step(void);

/* With which learning rate does a single step down x*x land at 0, from wherever it starts? */
double rate_that_lands(void);

/* Two steps down x*x from 3 with learning rate 1: where are you? */
double after_two_steps_of_one(void);

/* A net has 10 parameters and you measure all its slopes by trying, one side. How many times do you compute
 * the loss? */
double losses_for_ten(void);

#endif
