/* Exercise 07.3, predict: without the bend, and how many with it. */
#ifndef EX3_LINES_H
#define EX3_LINES_H

#include "chapters/exercise.h"

/* Each function returns a number that you write down BEFORE anything is computed, on paper. The test then
 * computes it. */

/* A first layer makes y = 2x + 1, a second one 3y - 2 of that, with no ReLU between them. Together they make
 * w * x + b. What is w? */
double slope_of_both(void);

/* And b? */
double height_of_both(void);

/* 3 * relu(2x + 1) - 2 at x = -4? */
double left_of_the_bend(void);

/* The numbers in nn_linear(1, 64), nn_relu(), nn_linear(64, 1), biases included? */
double parameters_of_64(void);

/* A sum of 5 ReLUs of x: of how many straight pieces can it be made, at most? */
double pieces_of_five(void);

#endif
