/* stb_image and stb_image_write, compiled here and nowhere else, on memory of our own that runs out in time.
 */
#include "vision/stb.h"

#include <limits.h>
#include <setjmp.h>
#include <string.h>

#include "base/memory.h"
#include "base/scope.h"
#include "vision/jpeg.h"

/* What the picture being decoded by this thread holds, and may still ask for. A file of a hundred bytes can
 * make stb ask for gigabytes; what a picture honestly needs follows from its size. stb does not always look
 * whether it got its memory, so it is left by a jump when there is none, and what it holds is freed here. */
enum { MOST_BLOCKS = 48 };
static _Thread_local struct {
    size_t allowance;
    void *blocks[MOST_BLOCKS];
    jmp_buf *way_out;
    void *room;       /* of the caller; NULL: none                            */
    size_t room_fits; /* the block, or one byte more, that is put there: RGB  */
    bool room_taken;
} decoder;

/* The place that holds `block`; NULL finds an empty one. */
static void **decoder_place(const void *block)
{
    for (int i = 0; i < MOST_BLOCKS; i++)
        if (decoder.blocks[i] == block)
            return &decoder.blocks[i];
    return NULL;
}

static void *block_new(size_t bytes)
{
    if (!decoder.room || decoder.room_taken || bytes - decoder.room_fits > 1)
        return mem_alloc(bytes);
    decoder.room_taken = true;
    return decoder.room;
}

static void block_free(void *block)
{
    if (block && block == decoder.room)
        decoder.room_taken = false;
    else
        mem_free(block);
}

static void *decoder_resize(void *old, size_t old_bytes, size_t bytes)
{
    void **place = decoder_place(old);
    void *memory = place && bytes <= decoder.allowance ? block_new(bytes) : NULL;
    if (!memory)
        longjmp(*decoder.way_out, 1);
    if (old)
        memcpy(memory, old, old_bytes < bytes ? old_bytes : bytes);
    block_free(old);
    decoder.allowance -= bytes;
    return *place = memory;
}

static void *decoder_take(size_t bytes)
{
    return decoder_resize(NULL, 0, bytes);
}

static void decoder_give(void *memory)
{
    void **place = memory ? decoder_place(memory) : NULL;
    if (!place)
        return;
    *place = NULL;
    block_free(memory);
}

/* The end of a decoding: frees all but `result`. */
static void decoder_close(const void *result)
{
    for (int i = 0; i < MOST_BLOCKS; i++) {
        if (decoder.blocks[i] != result)
            block_free(decoder.blocks[i]);
        decoder.blocks[i] = NULL;
    }
    decoder.room = NULL;
}

/* The encoder never looks whether its memory is there. All it takes belongs to the current scope. */
static _Thread_local jmp_buf *encoder_way_out;

static void *encoder_take(size_t bytes)
{
    void *memory = scope_alloc(bytes);
    if (!memory)
        longjmp(*encoder_way_out, 1);
    return memory;
}

static void *encoder_resize(void *old, size_t old_bytes, size_t bytes)
{
    void *memory = encoder_take(bytes);
    return old ? memcpy(memory, old, old_bytes < bytes ? old_bytes : bytes) : memory;
}

#pragma GCC diagnostic ignored "-Wunused-function"
#pragma GCC diagnostic ignored "-Wunused-parameter"
#pragma GCC diagnostic ignored "-Wsign-compare"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"
#define STBI_MALLOC(size)                       decoder_take(size)
#define STBI_REALLOC_SIZED(old, old_size, size) decoder_resize(old, old_size, size)
#define STBI_REALLOC(old, size)                 NULL /* never called: the sized one is used */
#define STBI_FREE(memory)                       decoder_give(memory)
#define STBI_NO_STDIO
#define STBI_ASSERT(fact) ((void)(fact))
#define STBI_ONLY_JPEG
#define STBI_ONLY_PNG
#define STBI_ONLY_GIF
#define STBI_ONLY_BMP
#define STB_IMAGE_STATIC
#define STB_IMAGE_IMPLEMENTATION
#include <stb/stb_image.h>

#define STBIW_MALLOC(size)                       encoder_take(size)
#define STBIW_REALLOC_SIZED(old, old_size, size) encoder_resize(old, old_size, size)
#define STBIW_FREE(memory)                       ((void)(memory))
#define STBI_WRITE_NO_STDIO
#define STBIW_ASSERT(fact) ((void)(fact))
#define STB_IMAGE_WRITE_STATIC
#define STB_IMAGE_WRITE_IMPLEMENTATION
#include <stb/stb_image_write.h>

static void idct(stbi_uc *pixels, int stride, short *frequencies)
{
    jpeg_idct(pixels, stride, frequencies);
}

static JpegColours colours_of(const stbi__jpeg *jpeg)
{
    int n = jpeg->s->img_n;
    bool plain = jpeg->rgb == 3 || (jpeg->app14_color_transform == 0 && !jpeg->jfif);
    if (n < 4)
        return n == 1 ? JPEG_GREY : plain ? JPEG_RGB : JPEG_YCC;
    return jpeg->app14_color_transform == 0 ? JPEG_CMYK : JPEG_YCCK;
}

/* stb reads the codes; what rounds is done by jpeg.c. All memory is freed by decoder_close. */
static uint8_t *decode_jpeg(const uint8_t *bytes, size_t n, int *width, int *height, int *channels)
{
    stbi__context file;
    stbi__start_mem(&file, bytes, (int)n);
    stbi__jpeg *jpeg = decoder_take(sizeof *jpeg);
    memset(jpeg, 0, sizeof *jpeg);
    jpeg->s = &file;
    jpeg->idct_block_kernel = idct;
    if (!stbi__decode_jpeg_image(jpeg))
        return NULL;
    JpegPlane planes[4];
    for (int k = 0; k < file.img_n; k++)
        planes[k] = (JpegPlane){jpeg->img_comp[k].data, jpeg->img_comp[k].w2,
                                jpeg->img_h_max / jpeg->img_comp[k].h, jpeg->img_v_max / jpeg->img_comp[k].v};
    *width = (int)file.img_x;
    *height = (int)file.img_y;
    *channels = file.img_n == 1 ? 1 : 3;
    uint8_t *pixels = decoder_take((size_t)*channels * file.img_x * file.img_y);
    return jpeg_join(planes, colours_of(jpeg), *width, *height, pixels) ? pixels : NULL;
}

bool stb_size(const uint8_t *bytes, size_t n, int *width, int *height)
{
    jmp_buf out_of_memory;
    decoder.way_out = &out_of_memory;
    decoder.allowance = 1 << 20;
    *width = *height = 0;
    int channels;
    if (n <= INT_MAX && !setjmp(out_of_memory))
        stbi_info_from_memory(bytes, (int)n, width, height, &channels);
    decoder_close(NULL);
    return *width > 0 && *height > 0;
}

uint8_t *stb_decode(const uint8_t *bytes, size_t n, int *width, int *height, int *channels, uint8_t *room,
                    size_t room_bytes, const char **why)
{
    *why = "bad head";
    if (!stb_size(bytes, n, width, height))
        return NULL;
    /* JPEG works in blocks of up to 32 pixels. The greediest kind, an interlaced PNG of 16 bits and four
     * channels, takes 28 bytes for each pixel. */
    size_t pixels = ((size_t)*width + 31) / 32 * 32 * (((size_t)*height + 31) / 32 * 32);
    jmp_buf out_of_memory;
    decoder.way_out = &out_of_memory;
    decoder.allowance = (1 << 20) + 8 * n + 32 * pixels;
    decoder.room_fits = 3 * (size_t)*width * (size_t)*height;
    decoder.room_taken = false;
    decoder.room = decoder.room_fits < room_bytes ? room : NULL;
    *why = "it wants more memory than its size explains";
    if (setjmp(out_of_memory)) {
        decoder_close(NULL);
        return NULL;
    }
    bool is_jpeg = bytes[0] == 0xff; /* no other kind that is decoded here begins with it */
    uint8_t *decoded = is_jpeg ? decode_jpeg(bytes, n, width, height, channels)
                               : stbi_load_from_memory(bytes, (int)n, width, height, channels, 0);
    decoder_close(decoded);
    if (!decoded)
        *why = stbi_failure_reason();
    return decoded;
}

uint8_t *stb_encode_png(const uint8_t *pixels, int width, int height, int channels, size_t *n)
{
    jmp_buf out_of_memory;
    encoder_way_out = &out_of_memory;
    if (setjmp(out_of_memory))
        return NULL;
    int bytes = 0;
    uint8_t *file = stbi_write_png_to_mem(pixels, width * channels, width, height, channels, &bytes);
    *n = (size_t)bytes;
    return file;
}

void stb_encode_jpeg(const uint8_t *pixels, int width, int height, int channels, int quality,
                     void (*write)(void *context, void *bytes, int n), void *context)
{
    stbi_write_jpg_to_func(write, context, width, height, channels, pixels, quality);
}
