/* Exercise 03.4, measure: the baseline of any data set, also of one that the chapter does not know. */
#ifndef EX4_BASELINE_H
#define EX4_BASELINE_H

#include "chapters/exercise.h"
#include "data/dataset.h"

/* How often is the nearest ideal the right one? The chapter does it for digits; you do it for every data set,
 * so that shirts and shoes have a baseline, too.
 *
 * The ideal of a class is the mean of its pictures in `train` (dataset_class_images gives them, as (n, h, w,
 * c)). Every picture of `valid` (dataset_tensors gives all of them, with their labels) gets the class whose
 * ideal is nearest by L1, the mean absolute difference, and the first of those if several are equally near.
 * Nothing of `valid` goes into the ideals.
 *
 *   train, valid   the same n_classes, which need not be ten; pictures of one size
 *   returns        the share of valid's pictures that get their own label, 0 to 1 */
double baseline_accuracy(const Dataset *train, const Dataset *valid);

#endif
