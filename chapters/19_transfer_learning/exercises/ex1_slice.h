/* Exercise 19.1, fill: a rate for each group of layers. */
#ifndef EX1_SLICE_H
#define EX1_SLICE_H

#include "chapters/exercise.h"

/* fast.ai's slice(first, last): the first group of a net learns at the rate `first`, the last one at `last`,
 * and from one group to the next the rate grows by the same factor.
 *
 *   n      groups, at least 1; a single one learns at `last`
 *   rates  (n), to be filled */
void slice_rates(double first, double last, int n, double *rates);

#endif
