/* Exercise 18.4, fill: cutout and mixup by hand. */
#ifndef EX4_MIXUP_H
#define EX4_MIXUP_H

#include "chapters/exercise.h"

/* Cutout: a square hole, `side` pixels wide, in a picture (height, width) of one channel. Its first row and
 * column are side / 2 before (x, y), its middle; what hangs over the picture's edge is cut off. The hole is
 * filled with 0, the mean of a normalised picture.
 *
 *   returns  how many pixels are in it */
int cutout(float *picture, int height, int width, int x, int y, int side);

/* Mixup: mixed = share * a + (1 - share) * b, for all n numbers. */
void mixup(const float *a, const float *b, int n, float share, float *mixed);

/* The loss of a mixture of a picture of class `a` and one of class `b`: the same share of the cross-entropy
 * of each, -log(probability of the class). */
float mixup_loss(const float *probabilities, int a, int b, float share);

#endif
