/* Exercise 13.1, fill: a convolution with stride and padding. */
#ifndef EX1_CONVOLVE_H
#define EX1_CONVOLVE_H

#include "chapters/exercise.h"

#include <stdbool.h>
#include <stdint.h>

/* Slide a kernel over a grey picture. The kernel's upper left corner begins `pad` pixels above and left of
 * the picture's, moves `stride` pixels at a time, and never leaves the padded picture. What lies outside the
 * picture counts as 0. Weight (0, 0) is multiplied with the upper left of the pixels that the kernel covers.
 *
 *   picture  (height, width)
 *   kernel   (size, size)
 *   out      (rows, columns), written: (height + 2 * pad - size) / stride + 1 rows, columns likewise
 *   returns  rows * columns; 0, and nothing is written, if the kernel is larger than the padded picture or
 *            stride is below 1 */
int64_t convolve(const float *picture, int height, int width, const float *kernel, int size, int stride,
                 int pad, float *out);

#endif
