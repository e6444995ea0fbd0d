/* Exercise 21.1, fill: in which order should a person look at the photos? */
#ifndef EX1_LOOK_FIRST_H
#define EX1_LOOK_FIRST_H

#include <stdint.h>

#include "chapters/exercise.h"

/* Puts the numbers of all n photos into `order`, the one first whose label surprises the net most: by the
 * loss, which is minus the logarithm of the probability of the class that the photo is labelled with. Equal
 * losses keep the order of the numbers, and a loss that is no number (NaN) comes before all others: something
 * is wrong there, too.
 *
 *   log_p   (n, n_classes) logarithms of the probabilities, row after row
 *   labels  (n) 0 .. n_classes - 1 */
void look_first(int64_t n, int n_classes, const float *log_p, const int *labels, int64_t *order);

#endif
