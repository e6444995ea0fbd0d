/* Pictures from files and to files. */
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/scope.h"
#include "vision/image.h"
#include "vision/sniff.h"
#include "vision/stb.h"

enum { MOST_FILE_BYTES = 256 << 20 };

/* 1 grey, 2 grey and alpha, 4 RGBA -> RGB over white, in place of `from`, which is freed. */
static uint8_t *to_rgb(uint8_t *from, size_t pixels, int channels)
{
    uint8_t *rgb = mem_alloc(3 * pixels);
    for (size_t i = 0; rgb && i < pixels; i++) {
        const uint8_t *pixel = from + i * (size_t)channels;
        int alpha = channels == 2 ? pixel[1] : channels == 4 ? pixel[3] : 255;
        for (int c = 0; c < 3; c++) {
            int value = pixel[channels < 3 ? 0 : c];
            rgb[3 * i + (size_t)c] = (uint8_t)((value * alpha + 255 * (255 - alpha) + 127) / 255);
        }
    }
    mem_free(from);
    return rgb;
}

static Image *decode(const char *function, const char *name, const uint8_t *bytes, size_t n)
{
    Sniff found = sniff(bytes, n);
    if (found.problem) {
        error_set(ERR_FORMAT, "%s: %s: %s", function, name, found.problem);
        error_hint("%s", found.hint);
        return NULL;
    }
    int width = 0, height = 0, channels = 0;
    if (stb_size(bytes, n, &width, &height) && (int64_t)width * height > IMAGE_MOST_PIXELS) {
        error_set(ERR_FORMAT, "%s: %s: is too large: %d x %d pixels, at most %d megapixels are allowed",
                  function, name, width, height, IMAGE_MOST_PIXELS / 1000000);
        error_hint("make the picture smaller with another program");
        return NULL;
    }
    const char *why;
    uint8_t *pixels = stb_decode(bytes, n, &width, &height, &channels, &why);
    if (!pixels) {
        if (error_code() != ERR_MEMORY)
            error_set(ERR_FORMAT, "%s: %s: is damaged (%s)", function, name, why);
        error_hint("fetch the file again");
        return NULL;
    }
    if (channels != 3)
        pixels = to_rgb(pixels, (size_t)width * (size_t)height, channels);
    return image_wrap(width, height, 3, pixels, mem_free);
}

Image *image_decode(const char *name, const uint8_t *bytes, size_t n)
{
    return name && bytes ? decode("image_decode", name, bytes, n) : NULL;
}

Image *image_load(const char *path)
{
    Scope scope = scope_begin();
    size_t n;
    const uint8_t *bytes = file_read(path, MOST_FILE_BYTES, &n);
    Image *image = bytes ? decode("image_load", path, bytes, n) : NULL;
    scope_end(scope);
    return image;
}

bool image_save_png(const Image *image, const char *path)
{
    if (!image || !path)
        return false;
    Scope scope = scope_begin();
    size_t n;
    const uint8_t *file = stb_encode_png(image->pixels, image->width, image->height, image->channels, &n);
    bool saved = file && file_write(path, file, n);
    scope_end(scope);
    return saved;
}

static void write_piece(void *stream, void *bytes, int n)
{
    fwrite(bytes, 1, (size_t)n, stream); /* file_commit sees whether it went well */
}

bool image_save_jpeg(const Image *image, const char *path, int quality)
{
    if (!image || !path)
        return false;
    if (quality < 1 || quality > 100) {
        error_set(ERR_VALUE, "image_save_jpeg: quality %d, must be 1 to 100", quality);
        return false;
    }
    Scope scope = scope_begin();
    FileWriter *writer = file_create(path);
    if (writer)
        stb_encode_jpeg(image->pixels, image->width, image->height, image->channels, quality, write_piece,
                        file_stream(writer));
    bool saved = writer && file_commit(writer);
    scope_end(scope);
    return saved;
}
