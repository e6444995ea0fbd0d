/* Exercise 08.3, predict: how many numbers are learnt, and how sure is an accuracy? */
#ifndef EX3_CHANCE_H
#define EX3_CHANCE_H

#include "chapters/exercise.h"

/* Write every number down before you look at the program's output, with pencil and paper. */

/* The net with one hidden layer: 12 features, 20 hidden, 1 output; a constant at the output only. How many
 * coefficients? */
int coefficients_of_one_layer(void);

/* Two hidden layers: 12 features, 10, 10, 1 output, and one constant behind each of the three layers. */
int coefficients_of_two_layers(void);

/* Of 178 passengers .8258 are right: how many passengers is that? */
int right_ones(void);

/* If each of 178 answers is right with probability .8258, by chance: what is the standard deviation of the
 * number of right ones, sqrt(n p (1 - p)), rounded to a whole number? */
int deviation_of_right_ones(void);

/* One model has 147 right and another 141, of the same 178. Is the difference more than twice that deviation?
 * 1 for yes, 0 for no. */
int is_clearly_better(void);

/* How many passengers would it take to make the deviation of the *share* ten times smaller? */
int passengers_for_a_tenth(void);

#endif
