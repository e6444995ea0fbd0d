/* fast.ai's aug_transforms: what may happen to a training picture, what happens to this one, and all of it in
 * one interpolation. (chapter 18) */
#ifndef VISION_AUGMENT_H
#define VISION_AUGMENT_H

#include "base/random.h"
#include "kernels/picture.h"
#include "vision/light.h"

/* What may happen. 0 means fast.ai's value, a number below 0 switches off. */
typedef struct Augment {
    float mult;               /* 1: of max_rotate, max_warp and max_lighting, not of the zoom            */
    float p_flip;             /* .5: left and right change places                                        */
    bool flip_vert;           /* instead: one of the 8 ways to lay a square picture down                 */
    float max_rotate;         /* 10 degrees, to either side                                              */
    float min_zoom, max_zoom; /* 1 and 1.1                                                               */
    float max_warp;           /* .2: how far the view may tilt                                           */
    float p_affine;           /* .75: of rotation, of zoom, and of each of the two directions of warp    */
    float max_lighting;       /* .2: brightness and contrast, each with p_lighting                       */
    float p_lighting;         /* .75                                                                     */
    float max_saturation;     /* none; fast.ai's Saturation takes .2, with p_lighting                    */
    float max_hue;            /* none; fast.ai's Hue takes .1, with p_lighting                           */
    float min_scale;          /* 1: least share of the area that is cut out, as a square, before it all  */
    float p_erase, max_erase; /* none; fast.ai's RandomErasing takes .5 and .3 of the area               */
    int size;                 /* of the square that comes out; 0: the size that came in                  */
    PadMode pad;              /* reflection                                                              */
} Augment;

/* What happens to one picture; augment_none() is that nothing does. */
typedef struct AugmentDraw {
    int dihedral;         /* 0 as it is, 1 left and right swapped; 2 to 7 the other ways to lay it down */
    float degrees;        /* turned with the clock                                                      */
    float zoom;           /* 1: not                                                                     */
    float zoom_x, zoom_y; /* what stays where it is: from 0, the left or upper edge, to 1               */
    float warp_x, warp_y; /* 0: not                                                                     */
    float crop_x, crop_y; /* the left and upper edge of what is cut out, in pixels                      */
    float crop_w, crop_h; /* its size; 0: all                                                           */
    Light light;
} AugmentDraw;

/* How, with fast.ai's values in place of zeros, and 0 (of min_scale and zooms: 1) in place of what is
 * switched off. False with ERR_VALUE for values that make no sense. */
bool augment_fill(Augment *how);

AugmentDraw augment_none(void);
/* Draws for one picture of this size; how must be filled. stream NULL: nothing happens but the size (the
 * validation's way). */
AugmentDraw augment_draw(const Augment *how, int width, int height, Stream *stream);
/* Crop, warp, flip, rotation and zoom as one map from places of the output to places of the input. */
GridMap augment_map(const AugmentDraw *draw, int width, int height);
/* Fills `out`, whose sizes are given, from `in`, values in 0..1: one interpolation, then the light. Copies
 * every bit where nothing moves, or only left and right are swapped, and the size stays. Where the output is
 * less than half as large as what it shows, the input is averaged down first, as fast.ai does. False with
 * ERR_MEMORY or ERR_SHAPE. */
bool augment_apply(const AugmentDraw *draw, PadMode pad, const FloatImage *in, FloatImage *out);

/* The same as a device is told it (Kernels.augment): a row of its plan. augment_small gives the size to which
 * pictures are averaged down for those rows that want it; false where none can. */
PicturePlan augment_plan(const AugmentDraw *draw, const FloatImage *in, const FloatImage *out);
bool augment_small(const FloatImage *in, const FloatImage *out, int *height, int *width);

/* With probability p_erase, fills a rectangle of up to max_erase of the area and any shape between 0.3 and
 * 1 / 0.3 with normal noise: for pictures that are normalised already, whose values have mean 0 and deviation
 * 1. Returns whether it did. */
bool augment_erase_(const Augment *how, FloatImage *image, Stream *stream);
/* The same in a device's plan, which has made its last draw then. */
void augment_erase_plan(const Augment *how, const FloatImage *image, Stream *stream, PicturePlan *plan);
/* Cutout: a square of zeros, `side` pixels wide, whose middle is anywhere in the picture; what hangs over its
 * edge is cut off. */
void augment_cutout_(FloatImage *image, int side, Stream *stream);

#endif
