/* Decoding: what kind is it, how large, which way up, and then to RGB. */
#include "vision/decode.h"

#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "vision/exif.h"
#include "vision/sniff.h"
#include "vision/stb.h"
#include "vision/webp.h"

/* A decoded picture on its way to RGB. */
typedef struct Raw {
    int width, height, channels; /* 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA */
    uint8_t *pixels;
} Raw;

static void *refuse(const char *problem, const char *hint)
{
    error_set(ERR_FORMAT, "%s", problem);
    error_hint("%s", hint);
    return NULL;
}

static bool read_size(const uint8_t *bytes, size_t n, Raw *raw)
{
    return webp_is(bytes, n) ? webp_size(bytes, n, &raw->width, &raw->height, &raw->channels)
                             : stb_size(bytes, n, &raw->width, &raw->height);
}

/* False with the error kept. */
static bool read_pixels(const uint8_t *bytes, size_t n, DecodeRoom room, Raw *raw)
{
    const char *why = "bad data";
    if (webp_is(bytes, n)) {
        size_t size = (size_t)raw->width * (size_t)raw->height * (size_t)raw->channels;
        raw->pixels = raw->channels == 3 && size <= room.bytes ? room.pixels : mem_alloc(size);
        if (raw->pixels && webp_decode(bytes, n, raw->width, raw->height, raw->channels, raw->pixels))
            return true;
        if (raw->pixels != room.pixels)
            mem_free(raw->pixels);
    } else {
        raw->pixels =
            stb_decode(bytes, n, &raw->width, &raw->height, &raw->channels, room.pixels, room.bytes, &why);
        if (raw->pixels)
            return true;
    }
    if (error_code() != ERR_MEMORY)
        error_set(ERR_FORMAT, "is damaged (%s)", why);
    error_hint("fetch the file again");
    return false;
}

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

/* Turns the picture upright on the way. Of the eight orientations the last four lie on their side; the first
 * pixel of the upright picture is in one of the four corners, and rows run from there. */
static void to_upright_rgb(Raw raw, int orientation, uint8_t *to)
{
    bool lies = orientation >= 5;
    bool from_right = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
    bool from_below = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
    ptrdiff_t pixel = raw.channels, row = pixel * raw.width;
    const uint8_t *corner =
        raw.pixels + (from_right ? row - pixel : 0) + (from_below ? row * (raw.height - 1) : 0);
    ptrdiff_t across = from_right ? -pixel : pixel, down = from_below ? -row : row;
    ptrdiff_t step_x = lies ? down : across, step_y = lies ? across : down;
    int width = lies ? raw.height : raw.width, height = lies ? raw.width : raw.height;
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++, to += 3)
            pixel_to_rgb(corner + x * step_x + y * step_y, raw.channels, to);
}

Image *decode_image(const uint8_t *bytes, size_t n, int64_t most_pixels, DecodeRoom room)
{
    Sniff found = sniff(bytes, n);
    if (found.problem)
        return refuse(found.problem, found.hint);
    Raw raw = {0};
    if (!read_size(bytes, n, &raw))
        return refuse("is damaged (bad head)", "fetch the file again");
    if ((int64_t)raw.width * raw.height > most_pixels) {
        error_set(ERR_FORMAT, "is too large: %d x %d pixels, at most %g megapixels are allowed", raw.width,
                  raw.height, (double)most_pixels / 1e6);
        error_hint("make the picture smaller with another program");
        return NULL;
    }
    int orientation = exif_orientation(bytes, n);
    /* What still has to be turned may not lie where it will go. */
    if (!read_pixels(bytes, n, orientation == 1 ? room : (DecodeRoom){NULL, 0}, &raw))
        return NULL;
    uint8_t *rgb = raw.pixels;
    if (raw.channels != 3 || orientation != 1) {
        size_t size = 3 * (size_t)raw.width * (size_t)raw.height;
        rgb = size <= room.bytes && raw.pixels != room.pixels ? room.pixels : mem_alloc(size);
        if (rgb)
            to_upright_rgb(raw, orientation, rgb);
        if (raw.pixels != room.pixels)
            mem_free(raw.pixels);
    }
    bool lies = orientation >= 5;
    return image_wrap(lies ? raw.height : raw.width, lies ? raw.width : raw.height, 3, rgb,
                      rgb == room.pixels ? NULL : mem_free);
}

void decode_blame(const char *function, const char *name)
{
    Error error;
    if (error_code() == ERR_MEMORY || !error_take(&error))
        return;
    error_set(error.code, "%s: %s: %s", function, name, error.text);
    error_hint("%s", error.hint);
}
