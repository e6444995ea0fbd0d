/* Exercise 13.3, fill: im2col, which makes a matrix of a picture. */
#ifndef EX3_UNROLL_H
#define EX3_UNROLL_H

#include "chapters/exercise.h"

/* Write down, for every place of a size x size kernel, all that it covers, as one row. Then a convolution is
 * a product of this matrix with that of the kernels. The numbers of a row come in the order of the weights:
 * kernel row, kernel column, channel, the channel changing fastest.
 *
 *   x     (height, width, channels)
 *   rows  (h2 * w2, size * size * channels), written, with h2 = (height + 2 * pad - size) / stride + 1 and w2
 *         likewise, both at least 1; 0 for what lies outside the picture. It may hold anything before. */
void unroll(const float *x, int height, int width, int channels, int size, int stride, int pad, float *rows);

#endif
