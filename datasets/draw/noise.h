/* Smooth random functions of the plane: hills, clouds, clumps of fur. */
#ifndef DRAW_NOISE_H
#define DRAW_NOISE_H

#include <stdint.h>

/* Value in [0, 1], smooth at the scale of one unit. */
float noise_smooth(float x, float y, uint32_t seed);

/* `octaves` layers, each twice as fine and half as strong, in [0, 1]. */
float noise_layers(float x, float y, int octaves, uint32_t seed);

#endif
