/* The tests of exercise 17.5. */
#include "ex5_zoo.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static const char *const NAMES[] = {"EMPTY", "JPEG", "CUT_JPEG", "PNG", "GIF", "WEBP", "PAGE", "UNKNOWN"};

static void expect(Kind wanted, const char *text, size_t n, const char *why)
{
    static const int BEHIND[] = {0xD9, 0}; /* what lies behind the file is none of its business */
    for (int i = 0; i < 2; i++) {
        uint8_t *bytes = malloc(n + 64);
        memset(bytes, BEHIND[i], n + 64);
        memcpy(bytes, text, n);
        Kind kind = kind_of(bytes, n);
        free(bytes);
        cr_assert(kind == wanted, "%s, not %s: %s", NAMES[wanted],
                  kind >= EMPTY && kind <= UNKNOWN ? NAMES[kind] : "a number that is no kind", why);
    }
}

#define EXPECT(kind, text, why) expect(kind, text, sizeof(text) - 1, why)

Test(zoo, pictures)
{
    EXPECT(JPEG, "\xFF\xD8\xFF\xE0 pixels \xFF\xD9", "begins and ends like a JPEG");
    EXPECT(PNG,
           "\x89"
           "PNG\r\n\x1A\n pixels",
           "89 PNG");
    EXPECT(GIF, "GIF89a pixels", "GIF8");
    EXPECT(WEBP, "RIFF\x10\0\0\0WEBPVP8 ", "RIFF, four bytes of length, WEBP");
}

Test(zoo, half_a_photo)
{
    EXPECT(CUT_JPEG, "\xFF\xD8\xFF\xE0 pixe", "the connection broke: FF D9 is missing at the end");
    EXPECT(CUT_JPEG, "\xFF\xD8\xFF\xE0 a \xFF\xD9 inside",
           "FF D9 is inside, as in a preview, and not at the end");
    EXPECT(CUT_JPEG, "\xFF\xD8\xFF", "the first three bytes and nothing else");
    EXPECT(CUT_JPEG, "\xFF\xD8\xFF\xE0 pixels \xFF", "the very last byte is missing");
    EXPECT(CUT_JPEG, "\xFF\xD8\xFF\xE0 pixels \xD9", "a D9 at the end, without the FF before it");
    EXPECT(CUT_JPEG, "\xFF\xD8\xFF\xE0 pixels \xFF\x01", "an FF, and another byte than D9 behind it");
}

Test(zoo, no_pictures)
{
    EXPECT(EMPTY, "", "no byte at all");
    EXPECT(PAGE, "<!DOCTYPE html><title>403", "a page under the name of a picture");
    EXPECT(PAGE, "\r\n\t <html>", "blanks before it do not count");
    EXPECT(UNKNOWN, "   ", "only blanks: no picture, and no page");
    EXPECT(UNKNOWN, "BM pixels", "a bitmap, which is not in the table");
    EXPECT(UNKNOWN, "RIFF\x10\0\0\0WAVEfmt ", "RIFF holds sounds, too");
}

Test(zoo, too_short)
{
    EXPECT(UNKNOWN, "\xFF\xD8", "three bytes make the beginning of a JPEG, and here are two");
    EXPECT(UNKNOWN, "GIF", "one byte short");
    EXPECT(UNKNOWN, "RIFF\x10\0\0\0WEB", "one byte short");
}

/* What would make it whole lies in memory, but not in the file. */
Test(zoo, nothing_beyond_the_end)
{
    static const uint8_t webp[] = "RIFF\x10\0\0\0WEBPVP8 ";
    cr_assert(kind_of(webp, 11) == UNKNOWN && kind_of(webp, 4) == UNKNOWN,
              "a file of 11 bytes, or of 4, is too short for a WebP, whatever lies behind it in memory");
    cr_assert(kind_of(webp, 12) == WEBP, "twelve bytes are enough to be a WebP");
    cr_assert(kind_of((const uint8_t *)"  <html>", 2) == UNKNOWN, "a file of two blanks is no page");
    cr_assert(kind_of((const uint8_t *)"GIF89a", 3) == UNKNOWN, "a file of 3 bytes is too short for a GIF");
}
