/* Exercise 15.4, predict: which roof is it? */
#ifndef EX4_ROOF_H
#define EX4_ROOF_H

#include "chapters/exercise.h"

/* A machine multiplies and adds 100 billion times a second, each counted by itself (100 GFLOP/s), and reads
 * or writes 20 billion bytes a second (20 GB/s). Each function returns a number that you write down before
 * anything is computed. Floats are 4 bytes. */

/* From how many operations per byte on is multiplying the limit, and no longer memory? */
int ridge(void);

/* A ReLU does one operation for each number, reads it and writes it. How many millions of operations a second
 * can it reach, when nothing is in a cache? */
int relu_millions(void);

/* A product of two matrices of 1200 x 1200: how many operations for each byte, if a and b are read and c is
 * written, each once? */
int product_intensity(void);

/* A core has two units that each start one multiply-add per cycle; its sum can be used again after 4 cycles.
 * How many sums at least must be under way at the same time to keep both busy? */
int sums_under_way(void);

/* A 3 x 3 convolution of stride 1 writes all its patches to memory. How many times as large as the picture
 * are they, borders aside? */
int patches_times_picture(void);

/* Winograd's F(4x4, 3x3) computes 4 x 4 results at once. The definition takes 144 multiplications for them;
 * how many does it take? */
int winograd_multiplications(void);

#endif
