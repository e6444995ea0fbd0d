/* The door to libwebp, which may be missing: nothing else includes it. Inside vision only. */
#ifndef VISION_WEBP_H
#define VISION_WEBP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

bool webp_is_built_in(void);
bool webp_is(const uint8_t *bytes, size_t n); /* by its first bytes */
/* The size that the head of the file claims; channels are 3 or, with transparency, 4. False: damaged. */
bool webp_size(const uint8_t *bytes, size_t n, int *width, int *height, int *channels);
/* Into `pixels`, which has room for width * height * channels as webp_size told them. */
bool webp_decode(const uint8_t *bytes, size_t n, int width, int height, int channels, uint8_t *pixels);

#endif
