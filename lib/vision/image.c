/* Pictures in memory: making, wrapping, freeing. */
#include "vision/image.h"

#include <string.h>

#include "base/error.h"
#include "base/pool.h"
#include "base/scope.h"

size_t image_bytes(const Image *image)
{
    return image ? (size_t)image->width * (size_t)image->height * (size_t)image->channels : 0;
}

Image *image_wrap(int width, int height, int channels, uint8_t *pixels, void (*release)(void *))
{
    if (!pixels)
        return NULL;
    Image *image = pool_take(sizeof *image);
    if (image)
        *image = (Image){width, height, channels, pixels, release};
    else if (release)
        release(pixels);
    return image;
}

Image *image_new(int width, int height, int channels)
{
    if (width < 1 || height < 1 || (channels != 1 && channels != 3) ||
        (int64_t)width * height > IMAGE_MOST_PIXELS)
        return error_set(ERR_VALUE, "image_new: %d x %d pixels of %d channels: no such picture", width,
                         height, channels);
    size_t bytes = (size_t)width * (size_t)height * (size_t)channels;
    uint8_t *pixels = pool_take(bytes);
    return pixels ? image_wrap(width, height, channels, memset(pixels, 0, bytes), pool_give) : NULL;
}

Image *image_copy(const Image *image)
{
    if (!image)
        return NULL;
    Image *copy = image_new(image->width, image->height, image->channels);
    if (copy)
        memcpy(copy->pixels, image->pixels, image_bytes(image));
    return copy;
}

Image *image_grey(const Image *image)
{
    if (!image || image->channels == 1)
        return image_copy(image);
    Image *grey = image_new(image->width, image->height, 1);
    size_t n = image_bytes(grey);
    const uint8_t *rgb = image->pixels;
    for (size_t i = 0; i < n; i++, rgb += 3) /* the weights in units of 2^-16, rounded to nearest */
        grey->pixels[i] = (uint8_t)((19595u * rgb[0] + 38470u * rgb[1] + 7471u * rgb[2] + 0x8000u) >> 16);
    return grey;
}

void image_free(Image *image)
{
    if (!image)
        return;
    if (image->release)
        image->release(image->pixels);
    pool_give(image);
}

static void free_image(void *image)
{
    image_free(image);
}

Image *image_scoped(Image *image)
{
    return image && scope_defer(free_image, image) ? image : NULL;
}
