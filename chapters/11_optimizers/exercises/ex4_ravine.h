/* Exercise 11.4, measure: what a ravine costs. */
#ifndef EX4_RAVINE_H
#define EX4_RAVINE_H

#include "chapters/exercise.h"

/* The ravine is (x^2 + steepness * y^2) / 2, and descent starts at (1, 1). How many steps of plain gradient
 * descent,
 *
 *     x <- x - lr * x        y <- y - lr * steepness * y
 *
 * until both |x| and |y| are at most .01? Count them by making them, at most 100000; the answer is 100000
 * when they are not enough, or when it never gets there. */
int steps_down(double steepness, double lr);

/* The fewest steps that any learning rate needs: try 1/1000, 2/1000, ... 1999/1000 of 1 / steepness and take
 * the best. */
int fewest_steps(double steepness);

/* With what you have now: how many times as many steps does a ravine of steepness 100 need as one of 10? Run
 * it, and return the quotient rounded to a whole number. */
int times_as_many(void);

#endif
