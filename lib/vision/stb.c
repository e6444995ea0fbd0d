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
    void *jpeg; /* the stbi__jpeg, if it is one */
    jmp_buf *way_out;
    RawRoom room; /* for planes */
    size_t used;  /* of it      */
} decoder;

/* The place that holds `block`; NULL finds an empty one. */
static void **decoder_place(const void *block)
{
    for (int i = 0; i < MOST_BLOCKS; i++)
        if (decoder.blocks[i] == block)
            return &decoder.blocks[i];
    return NULL;
}

static bool is_plane(size_t bytes);

/* Zeros, so that what a file leaves out is always the same. */
static void *block_new(size_t bytes)
{
    size_t left = decoder.room.n - decoder.used, rounded = (bytes + 63) / 64 * 64;
    if (!decoder.room.bytes || !is_plane(bytes))
        return mem_alloc(bytes);
    if (rounded > left)
        return NULL;
    decoder.used += rounded;
    return memset(decoder.room.bytes + decoder.used - rounded, 0, rounded);
}

static bool in_room(const uint8_t *block)
{
    return decoder.room.bytes && block >= decoder.room.bytes && block < decoder.room.bytes + decoder.room.n;
}

static void block_free(void *block)
{
    if (!in_room(block))
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

/* A block that stays when the decoding ends; NULL if it lies in the room. */
static void *decoder_keep(void *block)
{
    *decoder_place(block) = NULL;
    return in_room(block) ? NULL : block;
}

/* The end of a decoding. */
static void decoder_close(void)
{
    for (int i = 0; i < MOST_BLOCKS; i++) {
        block_free(decoder.blocks[i]);
        decoder.blocks[i] = NULL;
    }
    decoder.jpeg = NULL;
    decoder.room = (RawRoom){NULL, 0};
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

/* stb asks for the planes of a JPEG in their order, once it knows their sizes. */
static bool is_plane(size_t bytes)
{
    const stbi__jpeg *jpeg = decoder.jpeg;
    int k = 0;
    while (jpeg && k < jpeg->s->img_n && jpeg->img_comp[k].raw_data)
        k++;
    return jpeg && k < jpeg->s->img_n && jpeg->img_comp[k].w2 > 0 &&
           bytes == (size_t)jpeg->img_comp[k].w2 * (size_t)jpeg->img_comp[k].h2 + 15;
}

static JpegColours colours_of(const stbi__jpeg *jpeg)
{
    int n = jpeg->s->img_n;
    bool plain = jpeg->rgb == 3 || (jpeg->app14_color_transform == 0 && !jpeg->jfif);
    if (n < 4)
        return n == 1 ? JPEG_JOINED : plain ? JPEG_RGB : JPEG_YCC;
    return jpeg->app14_color_transform == 0 ? JPEG_CMYK : JPEG_YCCK;
}

/* stb reads the codes; what rounds is done by jpeg.c. */
static bool decode_jpeg(const uint8_t *bytes, size_t n, Raw *raw)
{
    stbi__context file;
    stbi__start_mem(&file, bytes, (int)n);
    stbi__jpeg *jpeg = decoder_take(sizeof *jpeg);
    memset(jpeg, 0, sizeof *jpeg);
    jpeg->s = &file;
    decoder.jpeg = jpeg;
    jpeg->idct_block_kernel = idct;
    if (!stbi__decode_jpeg_image(jpeg))
        return false;
    raw->shape = (RawShape){.width = (int)file.img_x,
                            .height = (int)file.img_y,
                            .channels = 1,
                            .colours = (uint8_t)colours_of(jpeg)};
    for (int k = 0; k < file.img_n; k++) {
        int across = jpeg->img_h_max / jpeg->img_comp[k].h, down = jpeg->img_v_max / jpeg->img_comp[k].v;
        raw->shape.across[k] = (uint8_t)across;
        raw->shape.down[k] = (uint8_t)down;
        raw->shape.stride[k] = jpeg->img_comp[k].w2;
        raw->planes[k] = jpeg->img_comp[k].data;
        raw->owned[k] = decoder_keep(jpeg->img_comp[k].raw_data);
    }
    return true;
}

static bool decode_other(const uint8_t *bytes, size_t n, Raw *raw)
{
    int width, height, channels;
    stbi__context file = {0};
    stbi__start_mem(&file, bytes, (int)n);
    uint8_t *pixels = stbi__load_and_postprocess_8bit(&file, &width, &height, &channels, 0);
    if (pixels)
        *raw = raw_of_pixels(width, height, channels, decoder_keep(pixels));
    return pixels != NULL;
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
    decoder_close();
    return *width > 0 && *height > 0;
}

bool stb_decode(const uint8_t *bytes, size_t n, RawRoom room, Raw *raw, const char **why)
{
    *why = "bad head";
    int width, height;
    if (!stb_size(bytes, n, &width, &height))
        return false;
    /* JPEG works in blocks of up to 32 pixels. The greediest kind, an interlaced PNG of 16 bits and four
     * channels, takes 28 bytes for each pixel. */
    size_t pixels = ((size_t)width + 31) / 32 * 32 * (((size_t)height + 31) / 32 * 32);
    jmp_buf out_of_memory;
    decoder.way_out = &out_of_memory;
    decoder.allowance = (1 << 20) + 8 * n + 32 * pixels;
    decoder.room = room;
    decoder.used = 0;
    *why = "it wants more memory than its size explains";
    if (setjmp(out_of_memory)) {
        decoder_close();
        return false;
    }
    bool is_jpeg = bytes[0] == 0xff; /* no other kind that is decoded here begins with it */
    bool decoded = is_jpeg ? decode_jpeg(bytes, n, raw) : decode_other(bytes, n, raw);
    decoder_close();
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
