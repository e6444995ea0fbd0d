/* WebP pictures through libwebp, where the machine has it. */
#include "vision/webp.h"

#include <string.h>

bool webp_is(const uint8_t *bytes, size_t n)
{
    return n >= 12 && memcmp(bytes, "RIFF", 4) == 0 && memcmp(bytes + 8, "WEBP", 4) == 0;
}

#ifdef HAVE_WEBP
#include <webp/decode.h>

bool webp_is_built_in(void)
{
    return true;
}

bool webp_size(const uint8_t *bytes, size_t n, int *width, int *height, int *channels)
{
    WebPBitstreamFeatures features;
    if (WebPGetFeatures(bytes, n, &features) != VP8_STATUS_OK)
        return false;
    *width = features.width;
    *height = features.height;
    *channels = features.has_alpha ? 4 : 3;
    return *width > 0 && *height > 0;
}

bool webp_decode(const uint8_t *bytes, size_t n, int width, int height, int channels, uint8_t *pixels)
{
    int row = width * channels;
    size_t size = (size_t)row * (size_t)height;
    return channels == 4 ? WebPDecodeRGBAInto(bytes, n, pixels, size, row) != NULL
                         : WebPDecodeRGBInto(bytes, n, pixels, size, row) != NULL;
}
#else
bool webp_is_built_in(void)
{
    return false;
}

bool webp_size(const uint8_t *bytes, size_t n, int *width, int *height, int *channels)
{
    (void)bytes, (void)n, (void)width, (void)height, (void)channels;
    return false;
}

bool webp_decode(const uint8_t *bytes, size_t n, int width, int height, int channels, uint8_t *pixels)
{
    (void)bytes, (void)n, (void)width, (void)height, (void)channels, (void)pixels;
    return false;
}
#endif
