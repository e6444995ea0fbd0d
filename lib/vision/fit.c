/* Pictures of all shapes become pictures of one: fast.ai's Resize and RandomResizedCrop. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "vision/resize.h"

/* Where pixel `i` of a row of n pixels comes from that goes on to both sides: -1 for black. A mirror image
 * does not repeat the edge: 2 1 | 0 1 2 | 1 0. */
static int source_of(int i, int n, ResizeMethod method)
{
    if (i >= 0 && i < n)
        return i;
    if (method == RESIZE_PAD_ZEROS)
        return -1;
    if (method == RESIZE_PAD_BORDER || n == 1)
        return i < 0 ? 0 : n - 1;
    int period = 2 * (n - 1);
    i = (i % period + period) % period;
    return i < n ? i : period - i;
}

/* `frame` may hang over the edges of the picture. */
static Image *padded(const Image *image, Box frame, ResizeMethod method)
{
    Image *out = image_new(frame.width, frame.height, image->channels);
    if (!out)
        return NULL;
    size_t channels = (size_t)image->channels;
    uint8_t *at = out->pixels;
    for (int y = 0; y < frame.height; y++) {
        int from_y = source_of(frame.y + y, image->height, method);
        for (int x = 0; x < frame.width; x++, at += channels) {
            int from_x = source_of(frame.x + x, image->width, method);
            if (from_x >= 0 && from_y >= 0)
                memcpy(at,
                       image->pixels + ((size_t)from_y * (size_t)image->width + (size_t)from_x) * channels,
                       channels);
        }
    }
    return out;
}

/* The largest box of the wanted aspect inside the picture, or for padding the smallest one around it. */
static Box frame_of(const Image *image, int width, int height, bool around, Stream *stream)
{
    double scale_x = (double)image->width / width, scale_y = (double)image->height / height;
    double scale = (scale_x < scale_y) != around ? scale_x : scale_y;
    Box frame = {.width = (int)(scale * width), .height = (int)(scale * height)};
    frame.width = frame.width < 1 ? 1 : frame.width;
    frame.height = frame.height < 1 ? 1 : frame.height;
    double share_x = stream ? (double)stream_uniform(stream, 0, 1) : 0.5;
    double share_y = stream ? (double)stream_uniform(stream, 0, 1) : 0.5;
    frame.x = (int)(share_x * (image->width - frame.width));
    frame.y = (int)(share_y * (image->height - frame.height));
    return frame;
}

Image *image_fit(const Image *image, int width, int height, ResizeMethod method, Stream *stream)
{
    if (!image)
        return NULL;
    if (width < 1 || height < 1)
        return error_set(ERR_VALUE, "image_fit: to %d x %d pixels", width, height);
    if (method == RESIZE_SQUISH)
        return image_resize(image, width, height);
    Box frame = frame_of(image, width, height, method != RESIZE_CROP, stream);
    if (method == RESIZE_CROP)
        return image_resize_crop(image, frame, width, height);
    Image *whole = padded(image, frame, method);
    Image *out = image_resize(whole, width, height);
    image_free(whole);
    return out;
}

/* The middle of the picture, cut where it is narrower or wider than the boxes may be. */
static Box middle_box(int width, int height, double widest)
{
    Box box = {.width = width, .height = height};
    if (width * widest < height)
        box.height = (int)(width * widest);
    else if (width > height * widest)
        box.width = (int)(height * widest);
    box.x = (width - box.width) / 2;
    box.y = (height - box.height) / 2;
    return box;
}

Box image_random_box(int width, int height, float min_scale, double widest, Stream *stream)
{
    float log_widest = (float)log(widest);
    for (int attempt = 0; stream && attempt < 10; attempt++) {
        double area = (double)stream_uniform(stream, min_scale, 1) * width * height;
        double aspect = exp((double)stream_uniform(stream, -log_widest, log_widest));
        Box box = {.width = (int)rint(sqrt(area * aspect)), .height = (int)rint(sqrt(area / aspect))};
        if (box.width < 1 || box.height < 1 || box.width > width || box.height > height)
            continue;
        box.x = (int)stream_below(stream, width - box.width + 1);
        box.y = (int)stream_below(stream, height - box.height + 1);
        return box;
    }
    return middle_box(width, height, widest);
}

Image *image_random_resized_crop(const Image *image, int size, float min_scale, Stream *stream)
{
    if (!image)
        return NULL;
    if (size < 1 || !(min_scale > 0 && min_scale <= 1))
        return error_set(
            ERR_VALUE,
            "image_random_resized_crop: size %d and min_scale %g; it must be above 0 and at most 1", size,
            (double)min_scale);
    if (stream) {
        Box box = image_random_box(image->width, image->height, min_scale, 4.0 / 3, stream);
        return image_resize_crop(image, box, size, size);
    }
    int more = (int)ceil(size * 0.14 / 8) * 8;
    Image *larger = image_resize(image, size + more, size + more);
    Image *out = larger ? image_crop(larger, (Box){more / 2, more / 2, size, size}) : NULL;
    image_free(larger);
    return out;
}
