/* Which way up the camera was held, as EXIF tells it. Inside vision only. */
#ifndef VISION_EXIF_H
#define VISION_EXIF_H

#include <stddef.h>
#include <stdint.h>

/* The orientation, 1 to 8, that a JPEG, PNG or WebP file carries; 1, upright, when it carries none, or one
 * that makes no sense. Looks at no byte outside the n. */
int exif_orientation(const uint8_t *bytes, size_t n);

#endif
