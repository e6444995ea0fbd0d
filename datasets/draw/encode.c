/* JPEG and PNG through stb_image_write, into memory. */
#include "encode.h"

#include <stdlib.h>
#include <string.h>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wstrict-prototypes"
#pragma GCC diagnostic ignored "-Wunused-function"
#define STB_IMAGE_WRITE_IMPLEMENTATION
#define STB_IMAGE_WRITE_STATIC
#include <stb/stb_image_write.h>
#pragma GCC diagnostic pop

void bytes_append(Bytes *bytes, const void *data, size_t size)
{
    if (bytes->failed)
        return;
    if (bytes->size + size > bytes->room) {
        size_t room = 2 * (bytes->size + size);
        uint8_t *moved = realloc(bytes->data, room);
        if (moved == NULL) {
            bytes->failed = true;
            return;
        }
        bytes->data = moved;
        bytes->room = room;
    }
    if (size > 0)
        memcpy(bytes->data + bytes->size, data, size);
    bytes->size += size;
}

void bytes_free(Bytes *bytes)
{
    free(bytes->data);
    *bytes = (Bytes){0};
}

static void append(void *context, void *data, int size)
{
    bytes_append(context, data, (size_t)size);
}

bool encode_jpeg(Bytes *bytes, const uint8_t *rgb, int width, int height, int quality)
{
    return stbi_write_jpg_to_func(append, bytes, width, height, 3, rgb, quality) != 0 && !bytes->failed;
}

bool encode_png(Bytes *bytes, const uint8_t *rgb, int width, int height)
{
    return stbi_write_png_to_func(append, bytes, width, height, 3, rgb, width * 3) != 0 && !bytes->failed;
}
