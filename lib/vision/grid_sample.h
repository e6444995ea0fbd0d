/* Pictures of floats, and the one interpolation that moves, turns and bends them: PyTorch's affine_grid and
 * grid_sample in one pass. (chapter 18)
 *
 * Places are told as PyTorch does with align_corners=True: x runs from -1, the middle of the leftmost pixel,
 * to 1, the middle of the rightmost, and y from -1 at the top to 1 at the bottom. */
#ifndef VISION_GRID_SAMPLE_H
#define VISION_GRID_SAMPLE_H

#include "vision/image.h"

typedef struct FloatImage {
    int height, width, channels;
    float *values; /* (height, width, channels); with 3 channels one float after the last may be read */
} FloatImage;

/* What lies around a picture: its mirror image, which does not repeat the edge, copies of the edge, or black.
 */
typedef enum { PAD_REFLECTION, PAD_BORDER, PAD_ZEROS } PadMode;

/* Where each place of the output is found in the input: (x, y) -> (u / w, v / w) with (u, v, w) the product
 * of the matrix, row after row, and (x, y, 1). With 0 0 1 below it is PyTorch's 2 x 3 theta; other values
 * there bend parallel lines. */
typedef struct GridMap {
    double m[9];
} GridMap;

/* Nothing moves. */
GridMap grid_identity(void);
/* First `inner`, then `outer`: the place `inner` finds is looked up by `outer`. */
GridMap grid_compose(GridMap outer, GridMap inner);

/* The same map from pixels of `out` to pixels of `in`, counted from 0. */
GridMap grid_pixels(const GridMap *map, const FloatImage *in, const FloatImage *out);
/* Fills `out`, whose sizes say how many pixels to make, from `in` by bilinear interpolation. Both have 1 or 3
 * channels; their values must not overlap. False, silently, for NULL; ERR_SHAPE for other channels. cost:
 * about 4 ns per pixel. */
bool grid_sample(const FloatImage *in, const GridMap *map, PadMode pad, FloatImage *out);

/* The mean over the box of input pixels that each output pixel covers, at least one: PyTorch's
 * adaptive_avg_pool2d and its interpolate(mode='area'). The same conditions. */
bool grid_area(const FloatImage *in, FloatImage *out);

#endif
