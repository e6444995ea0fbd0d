/* Exercise 08.1, fill: gaps in a column of numbers. */
#ifndef EX1_GAPS_H
#define EX1_GAPS_H

#include "chapters/exercise.h"

#include <stddef.h>

/* A gap is a NaN; ask isnan of math.h, because a NaN equals nothing, not even itself. */

/* The mean of the values that are there; NaN when none is. */
double mean_of(const double *values, size_t n);

/* The value that is there most often. Of several that are equally frequent, the smallest, as pandas has it;
 * NaN when there is none. The values stay in their order. */
double mode_of(const double *values, size_t n);

/* Puts `with` where the gaps are; returns how many there were. */
size_t fill_gaps(double *values, size_t n, double with);

#endif
