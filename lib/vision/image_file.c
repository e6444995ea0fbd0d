/* Pictures from files and to files. */
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/scope.h"
#include "vision/image.h"
#include "vision/decode.h"
#include "vision/decoder.h"
#include "vision/stb.h"

Image *image_decode(const char *name, const uint8_t *bytes, size_t n)
{
    if (!name || !bytes || !error_ok())
        return NULL;
    Image *image = decode_image(bytes, n, IMAGE_MOST_PIXELS);
    if (!image)
        decode_blame("image_decode", name);
    return image;
}

Image *image_load(const char *path)
{
    return decoder_load(decoder_own(), path);
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

/* A JPEG as it grows; once memory has failed it grows no more. */
typedef struct Growing {
    uint8_t *bytes;
    size_t n, room;
} Growing;

static void add_piece(void *object, void *bytes, int n)
{
    Growing *file = object;
    size_t needed = file->n + (size_t)n;
    if (needed > file->room && error_ok()) {
        uint8_t *more = mem_resize(file->bytes, file->room, 2 * needed);
        file->bytes = more ? more : file->bytes;
        file->room = more ? 2 * needed : file->room;
    }
    if (needed > file->room || !error_ok())
        return;
    memcpy(file->bytes + file->n, bytes, (size_t)n);
    file->n = needed;
}

uint8_t *image_encode_jpeg(const Image *image, int quality, size_t *n_bytes)
{
    if (!image || !n_bytes || !error_ok())
        return NULL;
    if (quality < 1 || quality > 100)
        return error_set(ERR_VALUE, "image_encode_jpeg: quality %d, must be 1 to 100", quality);
    Growing file = {0};
    stb_encode_jpeg(image->pixels, image->width, image->height, image->channels, quality, add_piece, &file);
    uint8_t *bytes = error_ok() ? scope_alloc(file.n) : NULL;
    if (bytes)
        memcpy(bytes, file.bytes, file.n);
    mem_free(file.bytes);
    *n_bytes = bytes ? file.n : 0;
    return bytes;
}

bool image_save_jpeg(const Image *image, const char *path, int quality)
{
    Scope scope = scope_begin();
    size_t n;
    const uint8_t *file = path ? image_encode_jpeg(image, quality, &n) : NULL;
    bool saved = file && file_write(path, file, n);
    scope_end(scope);
    return saved;
}
