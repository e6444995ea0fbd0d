/* Tells files by their first bytes, and walks through the parts of pictures to find the ones that are cut
 * short or dangerous. */
#include "vision/sniff.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "vision/webp.h"

#define TRUNCATED ((Sniff){"is truncated: the end of the picture is missing", "fetch the file again"})
#define DAMAGED   ((Sniff){"is damaged: its parts do not fit together", "fetch the file again"})
#define GOOD      ((Sniff){NULL, NULL})

static const char *const convert = "convert it to JPEG or PNG with another program";

static size_t big16(const uint8_t *at)
{
    return (size_t)at[0] << 8 | at[1];
}

static size_t big32(const uint8_t *at)
{
    return big16(at) << 16 | big16(at + 2);
}

static size_t little32(const uint8_t *at)
{
    return (size_t)at[3] << 24 | (size_t)at[2] << 16 | (size_t)at[1] << 8 | at[0];
}

/* A segment of Huffman tables: each is a byte, the numbers of codes of 1 to 16 bits, and that many values.
 * The decoder has room for 256 and does not look. */
static bool huffman_fits(const uint8_t *at, size_t size)
{
    while (size > 0) {
        size_t codes = 0;
        if (size < 17)
            return false;
        for (int bits = 1; bits <= 16; bits++)
            codes += at[bits];
        if (codes > 256 || codes > size - 17)
            return false;
        at += 17 + codes;
        size -= 17 + codes;
    }
    return true;
}

/* What the segments passed so far have told. */
typedef struct JpegSeen {
    bool scan;          /* a part of the picture                                             */
    bool four_colours;  /* cyan, magenta, yellow and black                                   */
    bool adobe_colours; /* Adobe's mark, which tells that they are stored as light, not ink  */
} JpegSeen;

/* The segments that say how the picture is coded. */
static Sniff sniff_jpeg_segment(int marker, const uint8_t *at, size_t size, JpegSeen *seen)
{
    bool frame = marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    if (marker == 0xc4 && !huffman_fits(at, size))
        return DAMAGED;
    if (marker == 0xcc || (frame && marker > 0xc2))
        return (Sniff){"is a JPEG of a rare kind (lossless or arithmetic coding) that is not supported",
                       convert};
    if (frame && size < 6)
        return DAMAGED;
    if (frame && at[0] != 8)
        return (Sniff){"is a JPEG of 12 bits per colour, which is not supported", convert};
    if (marker == 0xee && size >= 12 && memcmp(at, "Adobe", 6) == 0)
        seen->adobe_colours = at[11] == 0 || at[11] == 2;
    seen->four_colours = seen->four_colours || (frame && at[5] == 4);
    seen->scan = seen->scan || marker == 0xda;
    if (seen->scan && seen->four_colours && !seen->adobe_colours)
        return (Sniff){"is a CMYK JPEG that does not tell how its four colours are meant", convert};
    return GOOD;
}

/* FF D8, then segments FF kind length content, coded data in which FF is followed by 00 or D0..D7, and at
 * last FF D9. Between segments the decoder skips what is not FF, so this does too. */
static Sniff sniff_jpeg(const uint8_t *bytes, size_t n)
{
    JpegSeen seen = {0};
    size_t at = 2;
    for (;;) {
        const uint8_t *next = memchr(bytes + at, 0xff, n - at);
        at = next ? (size_t)(next - bytes) : n;
        while (at < n && bytes[at] == 0xff)
            at++;
        if (at >= n)
            return TRUNCATED;
        int marker = bytes[at++];
        if (marker == 0xd9)
            return seen.scan ? GOOD : DAMAGED;
        if (marker <= 0x01 || (marker >= 0xd0 && marker <= 0xd7))
            continue;
        if (n - at < 2)
            return TRUNCATED;
        size_t length = big16(bytes + at);
        if (length < 2)
            return DAMAGED;
        if (length > n - at)
            return TRUNCATED;
        Sniff problem = sniff_jpeg_segment(marker, bytes + at + 2, length - 2, &seen);
        if (problem.problem)
            return problem;
        at += length;
    }
}

/* The first chunk's size and kind of pixel, against the bytes there are: deflate shrinks to no less than
 * 1/1032. */
static bool png_head_fits(const uint8_t *head, size_t n)
{
    static const unsigned channels[7] = {1, 0, 3, 1, 2, 0, 4};
    size_t width = big32(head), height = big32(head + 4);
    unsigned bits = head[8], colour = head[9];
    if (colour > 6 || bits > 16 || width == 0 || height == 0)
        return false;
    return width <= SIZE_MAX / 64 / height && (width * bits * channels[colour] + 7) / 8 * height / 1032 <= n;
}

/* Eight bytes, then chunks: length, name, content, checksum. */
static Sniff sniff_png(const uint8_t *bytes, size_t n)
{
    size_t at = 8;
    for (bool first = true;; first = false) {
        if (n - at < 12 || big32(bytes + at) > n - at - 12)
            return TRUNCATED;
        size_t length = big32(bytes + at);
        const uint8_t *name = bytes + at + 4;
        if (first && memcmp(name, "CgBI", 4) == 0)
            return (Sniff){"is a PNG packed for the iPhone, which is not supported", convert};
        if (first && (memcmp(name, "IHDR", 4) != 0 || length != 13 || !png_head_fits(name + 4, n)))
            return DAMAGED;
        if (memcmp(name, "IEND", 4) == 0)
            return GOOD;
        at += 12 + length;
    }
}

/* Past a chain of blocks, each behind a byte with its length, 0 ends it; n where the file ends first. */
static size_t gif_chain_end(const uint8_t *bytes, size_t n, size_t at)
{
    while (at < n && bytes[at] > 0)
        at += 1 + (size_t)bytes[at];
    return at < n ? at + 1 : n;
}

static size_t gif_palette_bytes(uint8_t flags)
{
    return flags & 0x80 ? (size_t)3 << ((flags & 7) + 1) : 0;
}

/* A head and a palette, then extensions, and the first picture, which is all that is decoded. */
static Sniff sniff_gif(const uint8_t *bytes, size_t n)
{
    if (n < 13)
        return TRUNCATED;
    size_t at = 13 + gif_palette_bytes(bytes[10]);
    while (at < n && bytes[at] == 0x21)
        at = gif_chain_end(bytes, n, at + 2);
    if (at >= n || n - at < 11)
        return TRUNCATED;
    if (bytes[at] != 0x2c)
        return DAMAGED;
    at = gif_chain_end(bytes, n, at + 11 + gif_palette_bytes(bytes[at + 9]));
    return at < n ? GOOD : TRUNCATED;
}

/* Of its ways to store pixels, 0 and 3 are plain numbers. */
static Sniff sniff_bmp(const uint8_t *bytes, size_t n)
{
    if (n < 26 || little32(bytes + 2) > n)
        return TRUNCATED;
    bool tells_way = little32(bytes + 14) >= 40 && n >= 34;
    if (tells_way && little32(bytes + 30) != 0 && little32(bytes + 30) != 3)
        return (Sniff){"is a compressed BMP picture, which is not supported", convert};
    return GOOD;
}

/* A length that tells where the file should end, then parts, of which the first may announce a film. */
static Sniff sniff_webp(const uint8_t *bytes, size_t n)
{
    if (!webp_is_built_in())
        return (Sniff){"is a WebP picture, and this program was built without libwebp",
                       "install libwebp (make doctor says how), then build again"};
    if (n < 21 || little32(bytes + 4) > n - 8)
        return TRUNCATED;
    if (memcmp(bytes + 12, "VP8X", 4) == 0 && (bytes[20] & 2))
        return (Sniff){"is a moving WebP picture, which is not supported", convert};
    return GOOD;
}

/* Does the text, past blanks, begin like a page of the web, or a drawing of one? Capitals do not matter. */
static bool begins_with(const uint8_t *bytes, size_t n, const char *word)
{
    size_t at = n >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    while (at < n && strchr(" \t\r\n", bytes[at]) && bytes[at])
        at++;
    return n - at >= strlen(word) && strncasecmp((const char *)bytes + at, word, strlen(word)) == 0;
}

static bool is_text(const uint8_t *bytes, size_t n)
{
    for (size_t i = 0; i < n && i < 512; i++)
        if (bytes[i] < 32 && !(bytes[i] >= '\t' && bytes[i] <= '\r'))
            return false;
    return true;
}

/* What is no picture of the four kinds. */
static Sniff sniff_other(const uint8_t *bytes, size_t n)
{
    static const struct {
        size_t at;
        const char *mark, *problem;
    } kinds[] = {
        {4, "ftypavif", "is an AVIF picture, which is not supported"},
        {4, "ftyp", "is a HEIC picture or a film, which is not supported"},
        {0, "II*", "is a TIFF picture, which is not supported"},
        {0, "MM", "is a TIFF picture, which is not supported"},
        {0, "%PDF", "is a PDF document, not a picture"},
        {0, "PK\3\4", "is a ZIP archive, not a picture"},
        {0, "\x1f\x8b", "is a gzip archive, not a picture"},
    };
    if (n == 0)
        return (Sniff){"is empty (0 bytes)", "fetch the file again"};
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        size_t length = strlen(kinds[k].mark);
        if (n >= kinds[k].at + length && memcmp(bytes + kinds[k].at, kinds[k].mark, length) == 0)
            return (Sniff){kinds[k].problem, convert};
    }
    if (begins_with(bytes, n, "<!doctype html") || begins_with(bytes, n, "<html"))
        return (Sniff){"is an HTML page, not a picture",
                       "the download failed: open the file in an editor to see why"};
    if (begins_with(bytes, n, "<svg") || begins_with(bytes, n, "<?xml"))
        return (Sniff){"is an SVG drawing or other XML, not a photo", convert};
    if (is_text(bytes, n))
        return (Sniff){"is text, not a picture", "open it in an editor to see what it is"};
    return (Sniff){"is not a picture: its first bytes are of no known kind", "remove it from the folder"};
}

enum { JPG, PNG, GIF, WEBP, BMP, OTHER };
const char *const sniff_kinds[] = {"jpg", "png", "gif", "webp", "bmp", NULL};

static int kind_of(const uint8_t *bytes, size_t n)
{
    if (n >= 3 && memcmp(bytes, "\xff\xd8\xff", 3) == 0)
        return JPG;
    if (n >= 8 && memcmp(bytes, "\x89PNG\r\n\x1a\n", 8) == 0)
        return PNG;
    if (n >= 6 && (memcmp(bytes, "GIF87a", 6) == 0 || memcmp(bytes, "GIF89a", 6) == 0))
        return GIF;
    if (webp_is(bytes, n))
        return WEBP;
    return n >= 2 && memcmp(bytes, "BM", 2) == 0 && !is_text(bytes, n) ? BMP : OTHER;
}

const char *sniff_kind(const uint8_t *bytes, size_t n)
{
    return sniff_kinds[kind_of(bytes, n)];
}

Sniff sniff(const uint8_t *bytes, size_t n)
{
    static Sniff (*const walks[])(const uint8_t *, size_t) = {sniff_jpeg, sniff_png, sniff_gif,
                                                              sniff_webp, sniff_bmp, sniff_other};
    return walks[kind_of(bytes, n)](bytes, n);
}
