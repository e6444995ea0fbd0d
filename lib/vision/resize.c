/* Cutting out, flipping, and scaling to a size. */
#include "vision/resize.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "vision/resample.h"

static bool box_fits(const char *function, const Image *image, Box box)
{
    bool inside = box.x >= 0 && box.y >= 0 && box.width >= 1 && box.height >= 1 &&
                  box.width <= image->width - box.x && box.height <= image->height - box.y;
    if (!inside)
        error_set(ERR_VALUE, "%s: a box of %d x %d at (%d, %d) is not inside a picture of %d x %d", function,
                  box.width, box.height, box.x, box.y, image->width, image->height);
    return inside;
}

Image *image_crop(const Image *image, Box box)
{
    if (!image || !box_fits("image_crop", image, box))
        return NULL;
    Image *part = image_new(box.width, box.height, image->channels);
    if (!part)
        return NULL;
    size_t channels = (size_t)image->channels;
    size_t bytes = (size_t)box.width * channels;
    for (int y = 0; y < box.height; y++)
        memcpy(part->pixels + (size_t)y * bytes,
               image->pixels + ((size_t)(box.y + y) * (size_t)image->width + (size_t)box.x) * channels,
               bytes);
    return part;
}

Image *image_resize(const Image *image, int width, int height)
{
    return image ? image_resize_box(image, (Box){0, 0, image->width, image->height}, width, height) : NULL;
}

Image *image_resize_box(const Image *image, Box box, int width, int height)
{
    if (!image || !box_fits("image_resize_box", image, box))
        return NULL;
    return resample(image, (Box){0, 0, image->width, image->height}, box, width, height);
}

Image *image_resize_crop(const Image *image, Box box, int width, int height)
{
    if (!image || !box_fits("image_resize_crop", image, box))
        return NULL;
    if (box.width == width && box.height == height)
        return image_crop(image, box);
    return resample(image, box, (Box){0, 0, box.width, box.height}, width, height);
}

bool image_flip_(Image *image)
{
    if (!image)
        return false;
    size_t channels = (size_t)image->channels;
    size_t bytes = (size_t)image->width * channels;
    for (int y = 0; y < image->height; y++) {
        uint8_t *left = image->pixels + (size_t)y * bytes;
        uint8_t *right = left + bytes - channels;
        for (; left < right; left += channels, right -= channels)
            for (size_t c = 0; c < channels; c++) {
                uint8_t kept = left[c];
                left[c] = right[c];
                right[c] = kept;
            }
    }
    return true;
}

Image *image_flip(const Image *image)
{
    Image *flipped = image_copy(image);
    image_flip_(flipped);
    return flipped;
}

/* Of the two whole numbers around `exact`, at least 1, the one for which the aspect comes closer to the
 * picture's. */
static int nearer(double exact, double aspect, int other, bool is_width)
{
    double down = floor(exact), up = ceil(exact);
    double aspect_down = is_width ? down / other : down > 0 ? other / down : aspect;
    double aspect_up = is_width ? up / other : up > 0 ? other / up : aspect;
    double best = fabs(aspect - aspect_up) < fabs(aspect - aspect_down) ? up : down;
    return best < 1 ? 1 : (int)best;
}

Image *image_thumb(const Image *image, int width, int height)
{
    if (!image)
        return NULL;
    if (width < 1 || height < 1)
        return error_set(ERR_VALUE, "image_thumb: into %d x %d pixels", width, height);
    if (image->width <= width && image->height <= height)
        return image_copy(image);
    double aspect = (double)image->width / image->height;
    if ((double)width / height >= aspect)
        width = nearer(height * aspect, aspect, height, true);
    else
        height = nearer(width / aspect, aspect, width, false);
    return image_resize(image, width, height);
}

Image *image_shrink(const Image *image, int side)
{
    if (!image)
        return NULL;
    if (side < 1)
        return error_set(ERR_VALUE, "image_shrink: to a side of %d pixels", side);
    int shorter = image->width < image->height ? image->width : image->height;
    if (shorter <= side)
        return image_copy(image);
    return image_resize(image, (int)(((int64_t)image->width * side + shorter / 2) / shorter),
                        (int)(((int64_t)image->height * side + shorter / 2) / shorter));
}
