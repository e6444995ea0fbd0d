/* What happens to one picture on its way into a batch, as a device is told it: a row of a tensor, which
 * crosses with the pictures. In the words that C and OpenCL C have in common, since kernels read it, too. */
#ifndef KERNELS_PICTURE_H
#define KERNELS_PICTURE_H

/* vision/augment.h makes it. */
typedef struct PicturePlan {
    float map[9]; /* pixel (x, y) comes from pixel (u / w, v / w), (u, v, w) being the map times (x, y, 1) */
    float from_small; /* 1: of the picture averaged down, 0: of the picture itself */
    float hue; /* the light, as vision/light.h has it, in this order                                    */
    float saturation;
    float brightness;
    float contrast;
    int top, bottom, left, right; /* the pixels that become noise in the end, those at bottom and right not */
    unsigned noise[6];            /* of which random stream: its key, the last three words of its counter, and
                                     the number of its word with which the noise begins */
} PicturePlan;

enum { PICTURE_PLAN = 24 }; /* numbers of four bytes */

#endif
