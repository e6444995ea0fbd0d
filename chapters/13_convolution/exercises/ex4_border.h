/* Exercise 13.4, fix: a convolution that loses the bottom row. */
#ifndef EX4_BORDER_H
#define EX4_BORDER_H

#include "chapters/exercise.h"

/* A convolution that keeps the size of a grey picture: stride 1, and zeros around it. Of a square of 3 x 3
 * ones with a kernel of ones it makes
 *
 *     4 6 4
 *     4 6 4        where it should be 6 9 6,
 *     2 3 2        and here 4 6 4.
 *
 * A library that was used by many shipped just this. Find out why, and put it right.
 *
 *   picture  (height, width)
 *   kernel   (size, size), size is odd
 *   out      (height, width), written */
void convolve_same(const float *picture, int height, int width, const float *kernel, int size, float *out);

#endif
