/* Exercise 04.1, fill: two ways to measure a slope, and how wrong they are. */
#ifndef EX1_SLOPE_H
#define EX1_SLOPE_H

#include "chapters/exercise.h"

typedef double Function(double x);

/* How much f rises per step to the right of x, tried with one step: f at x, and f a step further.
 *
 *   f         called twice, no more: in real life it is a whole net
 *   step      not 0; below 0 it looks to the left, and the answer is a slope all the same */
double slope_one_side(Function *f, double x, double step);

/* The same with a step to each side of x: from the left foot to the right one. Also two calls. */
double slope_both_sides(Function *f, double x, double step);

#endif
