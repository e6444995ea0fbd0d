/* Decoding good, odd, damaged and hostile files, and writing pictures. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/pool.h"
#include "base/scope.h"
#include "tests/support/temp_folder.h"
#include "vision/image.h"
#include "vision/webp.h"

TestSuite(image, .fini = scope_end_all);

/* A soft picture, so that JPEG keeps it well. */
static Image *soft(int width, int height, int channels)
{
    Image *image = image_scoped(image_new(width, height, channels));
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
            for (int c = 0; c < channels; c++)
                image->pixels[(y * width + x) * channels + c] = (uint8_t)(c == 0   ? 4 * x
                                                                          : c == 1 ? 5 * y
                                                                                   : 255 - 2 * x - 2 * y);
    return image;
}

/* A PNG out of raw rows (each after its filter byte 0), not compressed; decoders here do not look at
 * checksums. */
static size_t build_png(uint8_t *out, uint32_t width, uint32_t height, int bits, int colour,
                        const uint8_t *rows, size_t n)
{
    const uint8_t head[] = {0x89,
                            'P',
                            'N',
                            'G',
                            '\r',
                            '\n',
                            0x1a,
                            '\n',
                            0,
                            0,
                            0,
                            13,
                            'I',
                            'H',
                            'D',
                            'R',
                            (uint8_t)(width >> 24),
                            (uint8_t)(width >> 16),
                            (uint8_t)(width >> 8),
                            (uint8_t)width,
                            (uint8_t)(height >> 24),
                            (uint8_t)(height >> 16),
                            (uint8_t)(height >> 8),
                            (uint8_t)height,
                            (uint8_t)bits,
                            (uint8_t)colour,
                            0,
                            0,
                            0,
                            0,
                            0,
                            0,
                            0,
                            0,
                            0,
                            (uint8_t)((n + 11) >> 8),
                            (uint8_t)(n + 11),
                            'I',
                            'D',
                            'A',
                            'T',
                            0x78,
                            1,
                            1,
                            (uint8_t)n,
                            (uint8_t)(n >> 8),
                            (uint8_t)~n,
                            (uint8_t)(~n >> 8)};
    const uint8_t tail[] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 'I', 'E', 'N', 'D', 0, 0, 0, 0};
    memcpy(out, head, sizeof head);
    memcpy(out + sizeof head, rows, n);
    memcpy(out + sizeof head + n, tail, sizeof tail);
    return sizeof head + n + sizeof tail;
}

static void expect_refused(const char *name, const uint8_t *bytes, size_t n, const char *reason)
{
    Image *image = image_decode(name, bytes, n);
    cr_expect_null(image, "%s was decoded", name);
    image_free(image);
    char *wanted = scope_text("image_decode: %s: %s", name, reason);
    cr_expect(strncmp(error_text(), wanted, strlen(wanted)) == 0, "%s: got \"%s\"", name, error_text());
    cr_expect(strlen(error_advice()) > 0, "%s: a hint", name);
    error_clear();
}

Test(image, saves_and_loads)
{
    const char *folder = temp_folder();
    for (int channels = 1; channels <= 3; channels += 2) {
        Image *image = soft(40, 30, channels);
        const char *path = temp_path(folder, "a picture.data");
        cr_assert(image_save_png(image, path), "%s", error_text());
        Image *back = image_scoped(image_load(path));
        cr_assert(back && back->width == 40 && back->height == 30 && back->channels == 3, "%s", error_text());
        for (int i = 0; i < 40 * 30 * 3; i++)
            cr_assert(back->pixels[i] == image->pixels[channels == 3 ? i : i / 3]);

        cr_assert(image_save_jpeg(image, path, 95), "%s", error_text());
        back = image_scoped(image_load(path));
        cr_assert(back && back->width == 40 && back->channels == 3, "%s", error_text());
        int worst = 0;
        for (int i = 0; i < 40 * 30 * 3; i++) {
            int off = abs(back->pixels[i] - image->pixels[channels == 3 ? i : i / 3]);
            worst = off > worst ? off : worst;
        }
        cr_assert(worst < 12, "JPEG is off by %d", worst);
    }
    cr_assert_not(image_save_png(soft(3, 3, 3), file_join(folder, "missing/a.png")));
    cr_assert(eq(int, error_code(), ERR_FILE));
    error_clear();
    cr_assert_null(image_load(file_join(folder, "missing.jpg")));
    cr_assert(eq(int, error_code(), ERR_FILE));
    scope_end_all();
}

Test(image, alpha_palette_and_grey_become_rgb)
{
    uint8_t file[256];
    const uint8_t rgba[] = {0, 10, 20, 30, 255, 10, 20, 30, 0, 0, 200, 100, 0, 128, 255, 0, 0, 51};
    size_t n = build_png(file, 2, 2, 8, 6, rgba, sizeof rgba);
    Image *image = image_scoped(image_decode("rgba", file, n));
    const uint8_t over_white[] = {10, 20, 30, 255, 255, 255, 227, 177, 127, 255, 204, 204};
    cr_assert(image != NULL, "%s", error_text());
    cr_assert_arr_eq(image->pixels, over_white, 12);

    const uint8_t grey_alpha[] = {0, 100, 255, 100, 0};
    n = build_png(file, 2, 1, 8, 4, grey_alpha, sizeof grey_alpha);
    image = image_scoped(image_decode("grey and alpha", file, n));
    cr_assert_arr_eq(image->pixels, ((uint8_t[]){100, 100, 100, 255, 255, 255}), 6);

    const uint8_t grey16[] = {0, 0x12, 0x34, 0xab, 0xcd};
    n = build_png(file, 2, 1, 16, 0, grey16, sizeof grey16);
    image = image_scoped(image_decode("grey of 16 bits", file, n));
    cr_assert_arr_eq(image->pixels, ((uint8_t[]){0x12, 0x12, 0x12, 0xab, 0xab, 0xab}), 6);

    /* One pixel of palette entry 1. */
    const uint8_t gif[] = {'G', 'I',  'F', '8', '9', 'a', 1, 0, 1, 0, 0x80, 0, 0, 9,    8, 7, 200, 100,
                           50,  0x2c, 0,   0,   0,   0,   1, 0, 1, 0, 0,    2, 2, 0x4c, 1, 0, 0x3b};
    image = image_scoped(image_decode("gif", gif, sizeof gif));
    cr_assert(image != NULL, "%s", error_text());
    cr_assert_arr_eq(image->pixels, ((uint8_t[]){200, 100, 50}), 3);
    expect_refused("gif cut short", gif, 33, "is truncated");
}

Test(image, tells_what_is_no_picture)
{
    static const struct {
        const char *bytes;
        size_t n;
        const char *reason;
    } cases[] = {
        {"", 0, "is empty (0 bytes)"},
        {"\xef\xbb\xbf \n<!DOCTYPE HTML><p>404", 24, "is an HTML page"},
        {"<html>", 6, "is an HTML page"},
        {"{\"error\": 403}", 14, "is text, not a picture"},
        {"BMW and other cars", 18, "is text, not a picture"},
        {"\0\0\0 ftypavif\0\0\0\0", 16, "is an AVIF picture"},
        {"\0\0\0 ftypheic\0\0\0\0", 16, "is a HEIC picture"},
        {"II*\0\x08\0\0\0", 8, "is a TIFF picture"},
        {"<?xml version='1.0'?><svg>", 26, "is an SVG drawing"},
        {"%PDF-1.4\n\x80\x81", 11, "is a PDF document"},
        {"\x1f\x8b\x08\0\0\0", 6, "is a gzip archive"},
        {"\1\2\3\4", 4, "is not a picture"},
        {"\xff\xd8\xff", 3, "is truncated"},
        {"\xff\xd8\xff\xd9", 4, "is damaged"},
        {"\xff\xd8\xff\xc9\0\x0b\x08\0\1\0\1\1\1\x11\0", 15, "is a JPEG of a rare kind"},
        {"\xff\xd8\xff\xc0\0\x14\x08\0\x10\0\x10\4\1\x11\0\2\x11\0\3\x11\0\4\x11\0\xff\xd9", 26,
         "is damaged"},
        {"\xff\xd8\xff\xc0\0\x14\x08\0\x10\0\x10\4\1\x11\0\2\x11\0\3\x11\0\4\x11\0\xff\xda\0\x02\xff\xd9", 30,
         "is a CMYK JPEG that does not tell"},
        {"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16, "is truncated"},
        {"GIF89a\1\0\1\0\0\0\0", 13, "is truncated"},
        {"BM\xff\0\0\0\0\0\0\0\0\0\0\0", 14, "is truncated"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect_refused(cases[i].reason, (const uint8_t *)cases[i].bytes, cases[i].n, cases[i].reason);
}

/* Every place where a file can end, and single bytes changed: a message or a picture, never a crash. */
Test(image, truncated_and_damaged_files)
{
    const char *folder = temp_folder();
    const char *paths[2] = {temp_path(folder, "a.png"), temp_path(folder, "a.jpg")};
    cr_assert(image_save_png(soft(24, 20, 3), paths[0]) && image_save_jpeg(soft(24, 20, 3), paths[1], 80));
    for (int kind = 0; kind < 2; kind++) {
        size_t n;
        uint8_t *bytes = file_read(paths[kind], 0, &n);
        /* Copied so that a sanitizer sees one byte too many. The end mark of a PNG may lose its checksum
         * unnoticed. */
        for (size_t length = 16; length + 4 * (size_t)(kind == 0) < n; length += 1 + length / 40) {
            uint8_t *part = mem_alloc(64 * ((length + 63) / 64));
            uint8_t *start = part + 64 * ((length + 63) / 64) - length;
            memcpy(start, bytes, length);
            expect_refused("cut", start, length, "is truncated");
            mem_free(part);
        }
        for (size_t at = 0; at < n; at++) {
            uint8_t kept = bytes[at];
            bytes[at] = (uint8_t)(kept ^ (1u << at % 8));
            image_free(image_decode("changed", bytes, n));
            cr_assert(error_ok() || error_code() == ERR_FORMAT, "%s", error_text());
            error_clear();
            bytes[at] = kept;
        }
    }
    scope_end_all();
}

Test(image, hostile_files)
{
    uint8_t file[600];
    const uint8_t row[] = {0, 1, 2, 3};
    size_t n = build_png(file, 30000, 30000, 8, 2, row, sizeof row);
    expect_refused("a bomb", file, n, "is damaged");
    /* A chunk that claims a gigabyte. */
    n = build_png(file, 1, 1, 8, 2, row, sizeof row);
    file[33] = 0x40;
    expect_refused("a long chunk", file, n, "is truncated");

    /* More Huffman codes than the decoder has room for. */
    uint8_t jpeg[2 + 4 + 17 + 400 + 2] = {0xff, 0xd8, 0xff, 0xc4, (2 + 17 + 400) >> 8, (2 + 17 + 400) & 255};
    jpeg[6 + 9] = 200;
    jpeg[6 + 10] = 200;
    jpeg[sizeof jpeg - 2] = 0xff;
    jpeg[sizeof jpeg - 1] = 0xd9;
    expect_refused("wide tables", jpeg, sizeof jpeg, "is damaged");

    /* A BMP may claim any size; its pixels are not compressed. */
    uint8_t bmp[70] = {'B', 'M', 70, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40,
                       0,   0,   0,  0, 0, 1, 0, 0, 0, 1, 0,  1, 0, 24};
    expect_refused("a large BMP", bmp, sizeof bmp, "is too large: 65536 x 65536 pixels");
    bmp[30] = 1;
    expect_refused("a BMP in runs", bmp, sizeof bmp, "is a compressed BMP picture, which is not supported");
}

Test(image, survives_failing_memory)
{
    const char *folder = temp_folder();
    const char *paths[3] = {temp_path(folder, "a.png"), temp_path(folder, "a.jpg"),
                            temp_path(folder, "b.png")};
    Image *image = soft(24, 20, 3);
    cr_assert(image_save_png(image, paths[0]) && image_save_jpeg(image, paths[1], 80));
    pool_trim();
    int64_t live = mem_live();
    bool good = false;
    for (int n = 1; !good; n++) {
        mem_fail_after(n);
        Image *png = image_load(paths[0]), *jpeg = image_load(paths[1]);
        bool saved = image_save_png(image, paths[2]);
        good = png && jpeg && saved && error_ok();
        cr_assert(good || error_code() == ERR_MEMORY, "%s", error_text());
        error_clear();
        image_free(png);
        image_free(jpeg);
        pool_trim();
        cr_assert(n < 200);
    }
    mem_fail_after(0);
    /* Scopes keep a few frames and chunks for reuse. */
    cr_assert(mem_live() - live < 8, "%d blocks more than before", (int)(mem_live() - live));
}

/* Files of many kinds from the web: set ODD_IMAGES to a folder of them whose names begin with their kind. */
Test(image, odd_files)
{
    const char *folder = getenv("ODD_IMAGES");
    if (!folder)
        cr_skip_test("ODD_IMAGES names no folder");
    FileList *list = file_list(folder);
    for (int64_t i = 0; list && i < list->n; i++) {
        const char *name = list->names[i];
        bool bad = strncmp(name, "BAD", 3) == 0 || strstr(name, "truncated") ||
                   (strncmp(name, "WEBP", 4) == 0 && !webp_is_built_in());
        Image *image = image_load(file_join(folder, name));
        cr_expect(bad == (image == NULL), "%s: %s", name, error_text());
        error_clear();
        image_free(image);
    }
}
