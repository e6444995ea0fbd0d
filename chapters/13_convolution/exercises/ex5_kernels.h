/* Exercise 13.5, measure: nine weights for a purpose. */
#ifndef EX5_KERNELS_H
#define EX5_KERNELS_H

#include "chapters/exercise.h"

/* Each function writes nine weights, row by row, into kernel[3][3]. The tests lay your kernels over small
 * pictures and measure what they say. */

/* Answers strongest in the middle of a bright vertical line that is one pixel wide: more strongly than at the
 * edge of a bright area. Says 0 where all is equally bright, and on horizontal lines. */
void vertical_line(float kernel[3][3]);

/* Averages: what is equally bright stays as it is, and a single bright pixel is spread evenly over nine. */
void blur(float kernel[3][3]);

/* Sharpens: what is equally bright stays as it is, and at an edge the bright side becomes brighter and the
 * dark side darker. */
void sharpen(float kernel[3][3]);

/* Moves the picture one pixel to the right. */
void move_right(float kernel[3][3]);

#endif
