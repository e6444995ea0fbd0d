/* The door to stb_image and stb_image_write: nothing else includes them. Inside vision only. */
#ifndef VISION_STB_H
#define VISION_STB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The size that the head of the file claims, nothing decoded. False: the head is damaged. */
bool stb_size(const uint8_t *bytes, size_t n, int *width, int *height);
/* Pixels of 1 grey, 2 grey and alpha, 3 RGB or 4 RGBA channels. They are in `room`, if it has room_bytes
 * enough and the decoder can put RGB straight into it, else free them with mem_free; room may be NULL. NULL
 * with ERR_MEMORY kept, or without an error and with *why in a few words. It takes no more memory than a
 * picture of the claimed size needs. */
uint8_t *stb_decode(const uint8_t *bytes, size_t n, int *width, int *height, int *channels, uint8_t *room,
                    size_t room_bytes, const char **why);
/* A PNG file in the current scope; NULL with ERR_MEMORY. */
uint8_t *stb_encode_png(const uint8_t *pixels, int width, int height, int channels, size_t *n);
/* Hands a JPEG file to `write` piece by piece. */
void stb_encode_jpeg(const uint8_t *pixels, int width, int height, int channels, int quality,
                     void (*write)(void *context, void *bytes, int n), void *context);

#endif
