/* Pictures in memory, and files to and from them. (chapters 01, 17) */
#ifndef VISION_IMAGE_H
#define VISION_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Image {
    int width, height;
    int channels;                  /* 3 RGB, or 1 grey                                           */
    uint8_t *pixels;               /* (height, width, channels), row after row without gaps      */
    void (*release)(void *pixels); /* what image_free does with the pixels; NULL: they are somebody else's */
} Image;

/* The largest picture that is made or decoded, in pixels. */
enum { IMAGE_MOST_PIXELS = 64000000 };

/* Images are freed by hand or with the scope (image_scoped), because loader threads make many. Memory of
 * image_new is recycled by the thread that frees it, so that making and freeing pictures of one size calls
 * malloc only at first. */
Image *image_new(int width, int height, int channels); /* black; ERR_VALUE for sizes that no picture has */
/* A picture over pixels that are there, freed with `release`, at once if this fails; NULL: they stay somebody
 * else's and must not be written to through the picture unless they may be. */
Image *image_wrap(int width, int height, int channels, uint8_t *pixels, void (*release)(void *pixels));
Image *image_copy(const Image *image);
Image *image_grey(const Image *image);  /* one channel: PIL's mode L, .299 red + .587 green + .114 blue */
void image_free(Image *image);          /* NULL is fine */
Image *image_scoped(Image *image);      /* let the current scope free it; returns it */
size_t image_bytes(const Image *image); /* width * height * channels */

/* Decode a file to RGB, upright as EXIF tells: alpha is laid over white, grey is spread, four printing
 * colours become three, 16 bits become 8, the first picture of a moving GIF is taken. JPEG, PNG, GIF, BMP
 * and, built with libwebp, WebP, told by the first bytes, never by the name. ERR_FILE (cannot be read) or
 * ERR_FORMAT names the file and after it the reason: empty, an HTML page, an unsupported kind (HEIC ...),
 * truncated, damaged, larger than IMAGE_MOST_PIXELS. NULL at once while an error is kept. (chapter 17)
 *
 * image_load has another process decode, this thread's own decoder (see decoder.h), because files come from
 * anywhere. image_decode does it in this process, calling malloc: only for bytes that this program made, or
 * trusts as it trusts itself. */
Image *image_load(const char *path);
Image *image_decode(const char *name, const uint8_t *bytes, size_t n); /* `name` for messages */

/* ERR_FILE when it cannot be written; a file that was there stays as it was then. */
bool image_save_png(const Image *image, const char *path);
bool image_save_jpeg(const Image *image, const char *path, int quality); /* 1 .. 100 */
/* The bytes of that file, for sending them: in the current scope. */
uint8_t *image_encode_jpeg(const Image *image, int quality, size_t *n_bytes);

#endif
