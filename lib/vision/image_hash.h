/* Fingerprints of pictures: two copies of a photo have nearly the same one, whatever their size, kind of file
 * or compression. (chapter 17) */
#ifndef VISION_IMAGE_HASH_H
#define VISION_IMAGE_HASH_H

#include <stdint.h>

#include "vision/image.h"

/* The difference hash: the picture is squished to 9 x 8 grey pixels, and each of the 64 bits, row after row
 * from the lowest one, says whether a pixel is brighter than its left neighbour. 0 for NULL, and for a
 * picture of one colour. Cost: that of image_resize to 9 x 8. */
uint64_t image_hash(const Image *image);
/* How many bits differ: 0 for the same picture, about 32 for two that have nothing in common. */
int image_hash_distance(uint64_t a, uint64_t b);

#endif
