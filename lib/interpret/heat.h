/* Numbers over a picture as colours: heat maps. (chapter 20) */
#ifndef INTERPRET_HEAT_H
#define INTERPRET_HEAT_H

#include "tensor/tensor.h"
#include "vision/image.h"

/* 0 (black, cold) to 1 (light yellow, hot) through purple, red and orange: lighter the higher, in colours
 * that colour-blind people can tell apart. Numbers outside are taken for the end nearest to them. */
void heat_colour(double value, uint8_t rgb[3]);

/* The picture with a map over it, to be freed with image_free: the map (h, w) is stretched to the picture's
 * size, each pixel between the centres of four numbers, divided by its largest number, and shines through
 * with `alpha` (0: .6; fast.ai's); numbers below 0 count as 0. */
Image *heat_overlay(const Image *image, Tensor *map, double alpha);

#endif
