/* The steps of decoding a JPEG that round. Inside vision only.
 *
 * They round as libjpeg-turbo does, by which Pillow and browsers go: their pixels and these are the same, bit
 * for bit. stb_image's own steps are off by 1 in places, in sum by 3 in one of 10,000 values and by more in
 * the last columns of colours halved across (4:2:2), and its change to RGB takes a quarter of the time. */
#ifndef VISION_JPEG_H
#define VISION_JPEG_H

#include <stdbool.h>
#include <stdint.h>

/* 8 x 8 frequencies, row after row, become 8 x 8 pixels, whose rows are `stride` bytes apart. */
void jpeg_idct(uint8_t *pixels, int stride, const int16_t *frequencies);

/* One colour of a picture, perhaps coarser than the picture. */
typedef struct JpegPlane {
    const uint8_t *values;
    int stride;       /* from row to row                                        */
    int across, down; /* so many pixels of the picture share a value, 1 .. 4    */
} JpegPlane;

typedef enum {
    JPEG_JOINED, /* nothing to join: one plane, grey if it is a JPEG's */
    JPEG_RGB,
    JPEG_YCC,  /* brightness, how blue, how red           */
    JPEG_CMYK, /* cyan, magenta, yellow, black, as light  */
    JPEG_YCCK  /* cyan, magenta and yellow as YCC, black  */
} JpegColours;

/* Spreads coarse planes and changes colours to RGB: (height, width, 3). Reads width / across values of each
 * row, rounded up, and height / down rows; any values will do. False with ERR_MEMORY. */
bool jpeg_join(const JpegPlane *planes, JpegColours colours, int width, int height, uint8_t *pixels);

#endif
