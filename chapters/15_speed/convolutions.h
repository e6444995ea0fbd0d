/* The ladder of convolutions: 3 x 3 windows over pictures of many channels, from the definition to Winograd's
 * method. */
#ifndef CHAPTER_15_CONVOLUTIONS_H
#define CHAPTER_15_CONVOLUTIONS_H

#include "lib.h"

/* y (n, size, size, to) = x (n, size, size, from) convolved with weight (to, 3, 3, from), stride 1 and a
 * border of one pixel of zeros. */
typedef struct Layer {
    int n, size, from, to;
    const float *x, *weight;
    float *y, *patches; /* patches: room for n * size * size rows of 9 * from */
} Layer;

void convolution_as_defined(void *layer);
void convolution_by_patches(void *layer); /* im2col, and one matrix product */

/* The library's kernels: sums as defined, F(2x2, 3x3) and F(4x4, 3x3). */
void convolution_direct(void *layer);
void convolution_winograd_2(void *layer);
void convolution_winograd_4(void *layer);

#endif
