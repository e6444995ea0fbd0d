/* Cutting and scaling pictures as fast.ai and PIL do, to the last bit. (chapter 17)
 *
 * All make a new picture, to be freed with image_free, and leave the old one as it is. They return NULL with
 * ERR_VALUE for sizes below 1 and boxes that are not inside the picture, and with ERR_MEMORY. */
#ifndef VISION_RESIZE_H
#define VISION_RESIZE_H

#include "base/random.h"
#include "vision/image.h"

/* A rectangle of a picture, in pixels. */
typedef struct Box {
    int x, y, width, height;
} Box;

/* PIL's BILINEAR: a triangle filter, widened by the scale when shrinking so that no pixel is skipped. cost:
 * with s the scale, at least 1: 2 * s * (in_h * out_w + out_h * out_w) * channels multiplications. */
Image *image_resize(const Image *image, int width, int height);
/* Resize only a part. PIL's resize(box=...): at its edges the filter sees what lies around the part. */
Image *image_resize_box(const Image *image, Box box, int width, int height);
/* The same as image_crop and then image_resize, in one go: nothing around the part is seen. */
Image *image_resize_crop(const Image *image, Box box, int width, int height);
Image *image_crop(const Image *image, Box box);
Image *image_flip(const Image *image); /* left and right change places */
bool image_flip_(Image *image);        /* the same in place            */
/* Fit inside width x height, aspect kept, never enlarged: the size of PIL's thumbnail, but by image_resize.
 */
Image *image_thumb(const Image *image, int width, int height);
/* The shorter side brought down to `side`, aspect kept; a copy where it is no longer than that already. */
Image *image_shrink(const Image *image, int side);

typedef enum {
    RESIZE_CROP,
    RESIZE_SQUISH,
    RESIZE_PAD_ZEROS,
    RESIZE_PAD_BORDER,
    RESIZE_PAD_REFLECTION
} ResizeMethod;

/* fast.ai's Resize. RESIZE_CROP cuts the longer side, the PADs add to the shorter one: zeros, copies of the
 * edge, or a mirror image; SQUISH changes the aspect. stream: the part, or where the picture lies in its
 * frame, is random (training); NULL: the middle (validation). */
Image *image_fit(const Image *image, int width, int height, ResizeMethod method, Stream *stream);
/* fast.ai's RandomResizedCrop. stream: a box of min_scale to 1 of the area and an aspect of 3/4 to 4/3,
 * anywhere (training); NULL: squish to size + a seventh, in steps of 8, and cut out the middle (validation).
 */
Image *image_random_resized_crop(const Image *image, int size, float min_scale, Stream *stream);
/* The box of it: min_scale to 1 of the area, up to `widest` times as wide as high or as high as wide,
 * anywhere; after ten that do not fit, and without a stream, the largest in the middle. */
Box image_random_box(int width, int height, float min_scale, double widest, Stream *stream);

#endif
