/* Exercise 20.3, fix: the expected calibration error. */
#ifndef EX3_CALIBRATION_H
#define EX3_CALIBRATION_H

#include <stdbool.h>

#include "chapters/exercise.h"

/* n answers: confidence[i] is the probability of the class that was predicted, above 0 and up to 1; right[i]
 * says whether it was right. Each goes into one of `bins` equal pieces of 0..1, a confidence of exactly b /
 * bins into the piece that ends there. In each piece the mean confidence is compared with the share of right
 * answers; the expected calibration error is the mean of these differences, without their signs, in which a
 * piece counts as much as it has answers. 0 for no answers. */
double calibration_error(const double *confidence, const bool *right, int n, int bins);

#endif
