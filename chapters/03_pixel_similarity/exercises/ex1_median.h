/* Exercise 03.1, fill: an ideal digit that a few bad pictures cannot spoil. */
#ifndef EX1_MEDIAN_H
#define EX1_MEDIAN_H

#include "chapters/exercise.h"

/* The chapter averages. A mean listens to everybody: one blot among three pictures is a third of a blot in
 * the ideal. The median asks for the value in the middle: of 0, 0, 1 it is 0.
 *
 * Every pixel of `ideal` becomes the median of that pixel in all pictures. Sort its n values; the median is
 * the one in the middle, or for an even n the mean of the two in the middle.
 *
 *   stack     n pictures of n_pixels numbers each, one picture after the other; it stays as it is
 *   n         1 to 10000
 *   ideal     n_pixels numbers */
void ideal_median(const float *stack, int n, int n_pixels, float *ideal);

#endif
