/* Exercise 20.2, fill: a class activation map by hand. */
#ifndef EX2_CAM_H
#define EX2_CAM_H

#include "chapters/exercise.h"

/* The last layer of a net gives `channels` maps, of height times width places: maps[(y * width + x) *
 * channels + k]. Behind it stands a mean over all places, and one linear layer: the logit of a class is
 *
 *     sum over k of weight[k] * mean of map k  (+ a bias, which no place has earned) */

/* What each place has contributed to that logit: cam[y * width + x]. All places together make the logit, so
 * mind the mean. */
void cam(const float *maps, int height, int width, int channels, const float *weight, float *out);

/* The same map for looking at: what speaks against the class becomes 0, and the largest number 1. A map with
 * nothing above 0 becomes all zeros. In place. */
void for_looking(float *map, int n);

#endif
