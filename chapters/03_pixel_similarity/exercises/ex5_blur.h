/* Exercise 03.5, measure: are pictures easier to compare when they are blurred first? */
#ifndef EX5_BLUR_H
#define EX5_BLUR_H

#include "chapters/exercise.h"
#include "data/dataset.h"

/* Each number becomes the mean of the square around it, `radius` pixels to every side. At the edge of the
 * picture it is the mean of that part of the square which lies inside. Radius 0 changes nothing.
 *
 *   picture   height rows of width numbers, untouched
 *   blurred   of the same size; not the same memory */
void blur(const float *picture, float *blurred, int height, int width, int radius);

/* The chapter's baseline, with pictures and ideals blurred: the share of valid's pictures, which are grey and
 * of one size, whose nearest ideal by L1 is their own; of equally near ones the first is taken. The ideals
 * are made of `train` alone. Try radius 0, 1, 2, 3 on digits before you read the tests. */
double blurred_accuracy(const Dataset *train, const Dataset *valid, int radius);

#endif
