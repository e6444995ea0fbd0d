/* Exercise 03.2, fix: two distances that are none. */
#ifndef EX2_DISTANCES_H
#define EX2_DISTANCES_H

#include "chapters/exercise.h"

/* How far two pictures of n numbers are apart. Both are 0 for equal pictures only, and never negative. */

/* The mean of the absolute differences: sum of |a - b|, divided by n. */
double distance_l1(const float *a, const float *b, int n);

/* The root of the mean of the squared differences: a large difference counts for more than several small
 * ones. */
double distance_rmse(const float *a, const float *b, int n);

#endif
