/* The tests of exercise 01.1. */
#include "ex1_crop.h"

#include <criterion/criterion.h>
#include <string.h>

/* A picture in which every byte is its own place. */
static Picture numbered(uint8_t *pixels, int height, int width, int channels)
{
    for (int i = 0; i < height * width * channels; i++)
        pixels[i] = (uint8_t)i;
    return (Picture){width, height, channels, pixels};
}

static void cuts(const char *what, const Picture *from, int top, int left, int height, int width,
                 const uint8_t *wanted)
{
    const char *why = from->channels > 1
                          ? "A pixel is three bytes here: to go past one, or past a row of them, is three "
                            "times as far"
                          : "From one row of the rectangle to the next it is a whole row of the picture";
    uint8_t pixels[256];
    memset(pixels, 255, sizeof pixels);
    int n = height * width * from->channels;
    Picture to = {width, height, from->channels, pixels};
    cr_assert(crop(from, top, left, &to), "%s lies inside the picture, and you refused it", what);
    for (int i = 0; i < n; i++)
        cr_assert(pixels[i] == wanted[i], "%s: byte %d of the result should be %d, and yours is %d. %s", what,
                  i, wanted[i], pixels[i], why);
    cr_assert(pixels[n] == 255, "%s has %d bytes, and you wrote behind them", what, n);
}

Test(crop, grey)
{
    uint8_t pixels[20];
    Picture grey = numbered(pixels, 4, 5, 1);
    cuts("rows 1 and 2, columns 2 to 4 of a grey 4 x 5", &grey, 1, 2, 2, 3,
         (const uint8_t[]){7, 8, 9, 12, 13, 14});
    cuts("one column of a grey 4 x 5", &grey, 0, 3, 4, 1, (const uint8_t[]){3, 8, 13, 18});
}

Test(crop, colour)
{
    uint8_t pixels[36];
    Picture colour = numbered(pixels, 3, 4, 3);
    cuts("rows 1 and 2, columns 1 and 2 of a colour 3 x 4", &colour, 1, 1, 2, 2,
         (const uint8_t[]){15, 16, 17, 18, 19, 20, 27, 28, 29, 30, 31, 32});
}

Test(crop, all_of_it)
{
    uint8_t pixels[20];
    Picture grey = numbered(pixels, 4, 5, 1);
    cuts("the whole picture", &grey, 0, 0, 4, 5, pixels);
}

Test(crop, outside)
{
    static const int cases[][4] = {{-1, 0, 2, 2}, {0, -1, 2, 2}, {3, 0, 2, 2}, {0, 4, 2, 2}, {0, 0, 5, 4}};
    uint8_t pixels[20], result[32];
    Picture grey = numbered(pixels, 4, 5, 1);
    for (int i = 0; i < 5; i++) {
        const int *c = cases[i];
        memset(result, 255, sizeof result);
        Picture to = {c[3], c[2], 1, result};
        cr_assert(
            !crop(&grey, c[0], c[1], &to),
            "%d rows and %d columns from row %d, column %d are not inside 4 rows and 5 columns: return false",
            c[2], c[3], c[0], c[1]);
        cr_assert(result[0] == 255, "a rectangle that you refuse must leave `to` alone");
    }
}
