/* Pictures as bytes of a file format; the only place that knows stb_image_write. */
#ifndef DRAW_ENCODE_H
#define DRAW_ENCODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A growing run of bytes; start with {0}, release with bytes_free. `failed`: memory ran out on the way. */
typedef struct {
    uint8_t *data;
    size_t size, room;
    bool failed;
} Bytes;

void bytes_append(Bytes *bytes, const void *data, size_t size);
void bytes_free(Bytes *bytes);

/* Append a whole JPEG (quality 1..100) or PNG file for an RGB picture. False when that fails. */
bool encode_jpeg(Bytes *bytes, const uint8_t *rgb, int width, int height, int quality);
bool encode_png(Bytes *bytes, const uint8_t *rgb, int width, int height);

#endif
