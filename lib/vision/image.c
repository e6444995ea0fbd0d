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
