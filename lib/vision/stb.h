/* The door to stb_image and stb_image_write: nothing else includes them. Inside vision only. */
#ifndef VISION_STB_H
#define VISION_STB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vision/raw.h"

/* The size that the head of the file claims, nothing decoded. False: the head is damaged. */
bool stb_size(const uint8_t *bytes, size_t n, int *width, int *height);
/* Fills all of `raw` but its orientation, JPEG planes in the room if there is one; raw_free frees it. False
 * with ERR_MEMORY kept, or without an error and with *why in a few words. It takes no more memory than a
 * picture of the claimed size needs. */
bool stb_decode(const uint8_t *bytes, size_t n, RawRoom room, Raw *raw, const char **why);
/* A PNG file in the current scope; NULL with ERR_MEMORY. */
uint8_t *stb_encode_png(const uint8_t *pixels, int width, int height, int channels, size_t *n);
/* Hands a JPEG file to `write` piece by piece. */
void stb_encode_jpeg(const uint8_t *pixels, int width, int height, int channels, int quality,
                     void (*write)(void *context, void *bytes, int n), void *context);

#endif
