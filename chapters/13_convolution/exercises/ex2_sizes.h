/* Exercise 13.2, predict: sizes, parameters, multiplications, and how far a number sees. */
#ifndef EX2_SIZES_H
#define EX2_SIZES_H

#include "chapters/exercise.h"

/* On paper first. */

/* A photo of 128 x 128, a 5 x 5 kernel, stride 2, pad 2: how many rows come out? */
int rows_after(void);

/* Which padding leaves the size as it is, for a 7 x 7 kernel with stride 1? */
int padding_that_keeps_the_size(void);

/* Parameters of a convolution from the 3 channels of a photo to 16, with 5 x 5 kernels and a bias each. */
int parameters_of_16_kernels(void);

/* Its multiplications for one photo of 64 x 64, with stride 2 and pad 2. */
int multiplications(void);

/* Three layers of 3 x 3 kernels; the second has stride 2, the others 1. How many rows of the picture does one
 * number of the third layer see? */
int rows_seen_by_three_layers(void);

/* A dense layer from 28 x 28 pixels to 4 maps of 26 x 26 numbers, without biases, has a weight for each pair
 * of pixel and number. How many times as many as the convolution with four 3 x 3 kernels that makes maps of
 * the same size, without biases? */
int times_as_many_weights(void);

#endif
