/* The tests of exercise 01.2. */
#include "ex2_mirror.h"

#include <criterion/criterion.h>
#include <string.h>

static void becomes(const char *what, const uint8_t *before, const uint8_t *wanted, int height, int width,
                    int channels, const char *why)
{
    uint8_t pixels[64];
    int n = height * width * channels;
    for (int i = 0; i < 64; i++)
        pixels[i] = (uint8_t)(i < n ? before[i] : 100 + i);
    mirror(pixels, height, width, channels);
    for (int i = 0; i < n; i++)
        cr_assert(pixels[i] == wanted[i], "%s: byte %d (row %d, column %d, channel %d) is %d, not %d. %s",
                  what, i, i / (width * channels), i / channels % width, i % channels, wanted[i], pixels[i],
                  why);
    for (int i = n; i < 64; i++)
        cr_assert(pixels[i] == 100 + i, "%s has %d bytes, and you changed what lies behind them", what, n);
}

Test(mirror, grey)
{
    becomes("a grey row of four", (const uint8_t[]){1, 2, 3, 4}, (const uint8_t[]){4, 3, 2, 1}, 1, 4, 1,
            "The first pixel becomes the last");
    becomes("a grey row of five", (const uint8_t[]){1, 2, 3, 4, 5}, (const uint8_t[]){5, 4, 3, 2, 1}, 1, 5, 1,
            "The middle one stays where it is");
}

Test(mirror, rows_stay)
{
    becomes("two grey rows", (const uint8_t[]){1, 2, 3, 4, 5, 6}, (const uint8_t[]){3, 2, 1, 6, 5, 4}, 2, 3,
            1, "Each row is turned around by itself: upper and lower do not change places");
    becomes("three grey rows of two", (const uint8_t[]){1, 2, 3, 4, 5, 6},
            (const uint8_t[]){2, 1, 4, 3, 6, 5}, 3, 2, 1,
            "All rows are turned around, however many there are");
}

Test(mirror, colours_stay)
{
    becomes("a red and a blue pixel", (const uint8_t[]){255, 0, 0, 0, 0, 255},
            (const uint8_t[]){0, 0, 255, 255, 0, 0}, 1, 2, 3,
            "A mirror turns the row around, not the red, green and blue inside a pixel");
    becomes("three coloured pixels", (const uint8_t[]){1, 2, 3, 4, 5, 6, 7, 8, 9},
            (const uint8_t[]){7, 8, 9, 4, 5, 6, 1, 2, 3}, 1, 3, 3,
            "Pixels change places, and the bytes of each keep their order");
}

Test(mirror, twice_is_nothing)
{
    const uint8_t before[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    uint8_t pixels[sizeof before];
    memcpy(pixels, before, sizeof before);
    mirror(pixels, 2, 2, 3);
    cr_assert(memcmp(pixels, before, sizeof before) != 0,
              "the picture is what it was before: was everything swapped and then swapped back?");
    mirror(pixels, 2, 2, 3);
    cr_assert(memcmp(pixels, before, sizeof before) == 0, "a mirror of a mirror shows the picture itself");
}

Test(mirror, other_channels)
{
    becomes("two grey pixels with an opacity each", (const uint8_t[]){1, 255, 2, 0},
            (const uint8_t[]){2, 0, 1, 255}, 1, 2, 2, "A pixel has `channels` bytes, and here that is two");
    becomes("two colour pixels with an opacity each", (const uint8_t[]){1, 2, 3, 255, 4, 5, 6, 0},
            (const uint8_t[]){4, 5, 6, 0, 1, 2, 3, 255}, 1, 2, 4,
            "A pixel has `channels` bytes, and here that is four");
}
