/* Decoding: what kind is it, how large, which way up, and what does it hold. */
#include "vision/decode.h"

#include "base/error.h"
#include "base/memory.h"
#include "vision/exif.h"
#include "vision/sniff.h"
#include "vision/stb.h"
#include "vision/webp.h"

static bool refuse(const char *problem, const char *hint)
{
    error_set(ERR_FORMAT, "%s", problem);
    error_hint("%s", hint);
    return false;
}

static bool read_webp(const uint8_t *bytes, size_t n, int width, int height, int channels, Raw *raw)
{
    uint8_t *pixels = mem_alloc((size_t)width * (size_t)height * (size_t)channels);
    if (pixels && webp_decode(bytes, n, width, height, channels, pixels)) {
        *raw = raw_of_pixels(width, height, channels, pixels);
        return true;
    }
    mem_free(pixels);
    return false;
}

bool decode_raw(const uint8_t *bytes, size_t n, int64_t most_pixels, RawRoom room, Raw *raw)
{
    *raw = (Raw){0};
    Sniff found = sniff(bytes, n);
    if (found.problem)
        return refuse(found.problem, found.hint);
    int width, height, channels;
    bool is_webp = webp_is(bytes, n);
    if (is_webp ? !webp_size(bytes, n, &width, &height, &channels) : !stb_size(bytes, n, &width, &height))
        return refuse("is damaged (bad head)", "fetch the file again");
    if ((int64_t)width * height > most_pixels) {
        error_set(ERR_FORMAT, "is too large: %d x %d pixels, at most %g megapixels are allowed", width,
                  height, (double)most_pixels / 1e6);
        error_hint("make the picture smaller with another program");
        return false;
    }
    const char *why = "bad data";
    if (is_webp ? read_webp(bytes, n, width, height, channels, raw) : stb_decode(bytes, n, room, raw, &why)) {
        raw->shape.orientation = (uint8_t)exif_orientation(bytes, n);
        return true;
    }
    if (error_code() != ERR_MEMORY)
        error_set(ERR_FORMAT, "is damaged (%s)", why);
    error_hint("fetch the file again");
    return false;
}

Image *decode_image(const uint8_t *bytes, size_t n, int64_t most_pixels)
{
    Raw raw;
    Image *image = decode_raw(bytes, n, most_pixels, (RawRoom){NULL, 0}, &raw) ? raw_to_image(&raw) : NULL;
    raw_free(&raw);
    return image;
}

void decode_blame(const char *function, const char *name)
{
    Error error;
    if (error_code() == ERR_MEMORY || !error_take(&error))
        return;
    error_set(error.code, "%s: %s: %s", function, name, error.text);
    error_hint("%s", error.hint);
}
