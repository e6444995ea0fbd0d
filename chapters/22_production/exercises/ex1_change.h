/* Exercise 22.1, fill: has the world changed? */
#ifndef EX1_CHANGE_H
#define EX1_CHANGE_H

#include "chapters/exercise.h"

/* How differently two samples are distributed: the distance of Kolmogorov and Smirnov. At any number x, some
 * share of the first sample is at most x, and some share of the second. The distance is the largest
 * difference that these shares have anywhere.
 *
 *     a = 1 2 3 4    b = 3 4 5 6    at x = 2: 2/4 of a, 0/4 of b: the distance is 1/2
 *
 *   a, b     sorted, smallest first; numbers may be there more than once, in one or in both
 *   n, m     how many, at least 1 each
 *   returns  0 (alike) .. 1 (one lies wholly above the other) */
double change(int n, const float *a, int m, const float *b);

#endif
