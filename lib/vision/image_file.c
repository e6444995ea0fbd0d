/* Pictures from files and to files. */
#include "base/error.h"
#include "base/file.h"
#include "base/scope.h"
#include "vision/image.h"
#include "vision/decode.h"
#include "vision/decoder.h"
#include "vision/stb.h"

Image *image_decode(const char *name, const uint8_t *bytes, size_t n)
{
    if (!name || !bytes || !error_ok())
        return NULL;
    Image *image = decode_image(bytes, n, IMAGE_MOST_PIXELS, (DecodeRoom){NULL, 0});
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
