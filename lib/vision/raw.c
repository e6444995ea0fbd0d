/* Planes between two processes, and from planes to an upright RGB picture. */
#include "vision/raw.h"

#include <string.h>

#include "base/memory.h"
#include "base/pool.h"

/* --- between two processes -------------------------------------------------------------------------------
 */

static int plane_count(const RawShape *shape)
{
    static const int count[] = {
        [JPEG_JOINED] = 1, [JPEG_RGB] = 3, [JPEG_YCC] = 3, [JPEG_CMYK] = 4, [JPEG_YCCK] = 4};
    return count[shape->colours];
}

/* How many values stand for n pixels. */
static int coarse(int n, int pixels_each)
{
    return (n + pixels_each - 1) / pixels_each;
}

static size_t plane_bytes(const RawShape *shape, int k)
{
    return (size_t)shape->stride[k] * (size_t)coarse(shape->height, shape->down[k]);
}

Raw raw_of_pixels(int width, int height, int channels, uint8_t *pixels)
{
    return (Raw){.shape = {width, height, .orientation = 1, .channels = (uint8_t)channels, .across = {1},
                           .down = {1}, .stride = {width * channels}},
                 .planes = {pixels},
                 .owned = {pixels}};
}

size_t raw_room(int64_t most_pixels)
{
    enum { MOST_SIDE = 65535, BLOCK = 32 }; /* of a JPEG */
    return RAW_MOST_PLANES * ((size_t)most_pixels + 2 * BLOCK * MOST_SIDE + BLOCK * BLOCK + 64);
}

RawMessage raw_to_message(const Raw *raw, RawRoom room)
{
    RawMessage message = {.shape = raw->shape};
    uint8_t *next = room.bytes;
    for (int k = 0; k < plane_count(&raw->shape); k++) {
        const uint8_t *plane = raw->planes[k];
        if (raw->owned[k]) {
            size_t n = plane_bytes(&raw->shape, k);
            plane = memcpy(next, plane, n);
            next += n;
        }
        message.offset[k] = (uint64_t)(plane - room.bytes);
    }
    return message;
}

static bool plane_fits(const RawMessage *message, int k, size_t room)
{
    const RawShape *shape = &message->shape;
    int coarsest = shape->colours == JPEG_JOINED ? 1 : 4, across = shape->across[k], down = shape->down[k];
    if (across < 1 || across > coarsest || down < 1 || down > coarsest ||
        shape->stride[k] / shape->channels < coarse(shape->width, across))
        return false;
    size_t n = plane_bytes(shape, k);
    return n <= room && message->offset[k] <= room - n;
}

bool raw_of_message(const RawMessage *message, RawRoom room, int64_t most_pixels, Raw *raw)
{
    const RawShape *shape = &message->shape;
    *raw = (Raw){.shape = *shape};
    bool joined = shape->colours == JPEG_JOINED;
    if (shape->width < 1 || shape->height < 1 || (int64_t)shape->width * shape->height > most_pixels ||
        shape->orientation < 1 || shape->orientation > 8 || shape->colours > JPEG_YCCK ||
        shape->channels < 1 || shape->channels > (joined ? 4 : 1))
        return false;
    for (int k = 0; k < plane_count(shape); k++) {
        if (!plane_fits(message, k, room.n))
            return false;
        raw->planes[k] = room.bytes + message->offset[k];
    }
    return true;
}

/* --- to a picture ----------------------------------------------------------------------------------------
 */

/* Grey is spread, and what is transparent lies over white. */
static void pixel_to_rgb(const uint8_t *from, int channels, uint8_t *to)
{
    if (channels == 3) {
        memcpy(to, from, 3);
        return;
    }
    int alpha = channels == 2 ? from[1] : channels == 4 ? from[3] : 255;
    for (int c = 0; c < 3; c++)
        to[c] = (uint8_t)((from[channels == 4 ? c : 0] * alpha + 255 * (255 - alpha) + 127) / 255);
}

/* From a joined plane. Of the eight orientations the last four lie on their side; the first pixel of the
 * upright picture is in one of the four corners, and rows run from there. */
static void to_upright_rgb(const RawShape *shape, const uint8_t *plane, uint8_t *to)
{
    int orientation = shape->orientation;
    bool lies = orientation >= 5;
    bool from_right = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
    bool from_below = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
    ptrdiff_t pixel = shape->channels, row = shape->stride[0];
    const uint8_t *corner =
        plane + (from_right ? pixel * (shape->width - 1) : 0) + (from_below ? row * (shape->height - 1) : 0);
    ptrdiff_t across = from_right ? -pixel : pixel, down = from_below ? -row : row;
    ptrdiff_t step_x = lies ? down : across, step_y = lies ? across : down;
    int width = lies ? shape->height : shape->width, height = lies ? shape->width : shape->height;
    for (int y = 0; y < height; y++, to += 3 * (size_t)width) {
        const uint8_t *from = corner + y * step_y;
        if (pixel == 3 && step_x == 3)
            memcpy(to, from, 3 * (size_t)width);
        else
            for (ptrdiff_t x = 0; x < width; x++)
                pixel_to_rgb(from + x * step_x, shape->channels, to + 3 * x);
    }
}

static bool join(const Raw *raw, uint8_t *rgb)
{
    const RawShape *shape = &raw->shape;
    JpegPlane planes[RAW_MOST_PLANES];
    for (int k = 0; k < RAW_MOST_PLANES; k++)
        planes[k] = (JpegPlane){raw->planes[k], shape->stride[k], shape->across[k], shape->down[k]};
    return jpeg_join(planes, shape->colours, shape->width, shape->height, rgb);
}

static bool write_pixels(const Raw *raw, uint8_t *rgb)
{
    const RawShape *shape = &raw->shape;
    if (shape->colours == JPEG_JOINED) {
        to_upright_rgb(shape, raw->planes[0], rgb);
        return true;
    }
    if (shape->orientation == 1)
        return join(raw, rgb);
    uint8_t *lying = mem_alloc(3 * (size_t)shape->width * (size_t)shape->height);
    bool joined = lying && join(raw, lying);
    if (joined) {
        RawShape rgb_shape = *shape;
        rgb_shape.channels = 3;
        rgb_shape.stride[0] = 3 * shape->width;
        to_upright_rgb(&rgb_shape, lying, rgb);
    }
    mem_free(lying);
    return joined;
}

Image *raw_to_image(const Raw *raw)
{
    const RawShape *shape = &raw->shape;
    bool lies = shape->orientation >= 5;
    uint8_t *rgb = pool_take(3 * (size_t)shape->width * (size_t)shape->height);
    if (rgb && !write_pixels(raw, rgb)) {
        pool_give(rgb);
        return NULL;
    }
    return image_wrap(lies ? shape->height : shape->width, lies ? shape->width : shape->height, 3, rgb,
                      pool_give);
}

void raw_free(Raw *raw)
{
    for (int k = 0; k < RAW_MOST_PLANES; k++)
        mem_free(raw->owned[k]);
    *raw = (Raw){0};
}
