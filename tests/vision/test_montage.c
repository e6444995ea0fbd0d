/* Sheets of pictures, and the letters on them. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <limits.h>
#include <string.h>

#include "base/error.h"
#include "base/scope.h"
#include "vision/font.h"
#include "vision/montage.h"

static const uint8_t *at(const Image *image, int x, int y)
{
    return image->pixels + ((size_t)y * (size_t)image->width + (size_t)x) * (size_t)image->channels;
}

/* A picture as text: '#' where it is dark. */
static const char *drawn(const Image *image)
{
    char *text = scope_alloc((size_t)(image->width + 1) * (size_t)image->height + 1), *to = text;
    for (int y = 0; y < image->height; y++) {
        for (int x = 0; x < image->width; x++)
            *to++ = at(image, x, y)[0] < 128 ? '#' : '.';
        *to++ = '\n';
    }
    return text;
}

Test(font, writes_letters)
{
    static const uint8_t black[3] = {0, 0, 0};
    Image *image = image_scoped(image_new(12, 9, 1));
    memset(image->pixels, 255, image_bytes(image));
    font_write(image, 0, 0, "Rg", 1, black);
    cr_assert_str_eq(drawn(image), "####........\n"
                                   "#...#.......\n"
                                   "#...#..####.\n"
                                   "####..#...#.\n"
                                   "#.#...#...#.\n"
                                   "#..#..#...#.\n"
                                   "#...#..####.\n"
                                   "..........#.\n"
                                   ".......###..\n");
    Image *question = image_scoped(image_new(6, 9, 1)), *umlaut = image_scoped(image_new(6, 9, 1));
    static const uint8_t white[3] = {255, 255, 255};
    font_write(question, 0, 0, "?", 1, white);
    font_write(umlaut, 0, 0, "\xc3\xa4", 1, white);
    cr_assert(memcmp(question->pixels, umlaut->pixels, 54) == 0);
    cr_assert(font_width("b\xc3\xa4r", 2) == 36 && font_width("", 3) == 0 && font_width(NULL, 1) == 0);
    font_write(image, -3, -4, "over every edge", 5, black); /* nothing outside is touched */
    font_write(NULL, 0, 0, "x", 1, black);
    font_write(question, 0, 0, "##", INT_MAX, white);
    font_write(question, 0, 0, "V#", INT_MAX, black);
    cr_assert(question->pixels[0] == 0 && question->pixels[53] == 0, "one pixel of a letter fills it");
    cr_assert(font_width("two", INT_MAX) == INT_MAX);
    scope_end_all();
}

Test(montage, lays_out)
{
    Image *red = image_scoped(image_new(20, 10, 3)), *grey = image_scoped(image_new(10, 30, 1));
    for (int i = 0; i < 200; i++)
        red->pixels[3 * i] = 200;
    memset(grey->pixels, 90, image_bytes(grey));
    const Image *pictures[] = {red, grey, NULL, red, red};
    const char *captions[] = {"a", "b\nc", "far too long for this", "", NULL};
    Image *sheet = image_scoped(montage(5, pictures, (Montage){.captions = captions}));
    cr_assert(sheet && sheet->width == 3 * 28 + 8 && sheet->height == 2 * (30 + 24 + 8) + 8 &&
              sheet->channels == 3);
    cr_assert(at(sheet, 8, 18)[0] == 200 && at(sheet, 8, 17)[0] == 255, "in the middle of its cell");
    cr_assert(at(sheet, 36 + 5, 8)[1] == 90 && at(sheet, 36 + 4, 8)[1] == 255,
              "grey becomes red, green, blue");
    cr_assert(at(sheet, 64, 20)[0] == 255, "an empty cell");
    Image *wide = image_scoped(
        montage(5, pictures, (Montage){.columns = 5, .headings = (const char *[]){"1", "2", "3", "4", "5"}}));
    cr_assert(wide->width == 5 * 28 + 8 && wide->height == 30 + 8 + 8 + 18);
    cr_assert_null(montage(0, pictures, (Montage){0}));
    cr_assert(error_code() == ERR_VALUE);
    error_clear();
    cr_assert_null(montage(1, pictures + 2, (Montage){0}), "nothing at all");
    error_clear();
    cr_assert_null(montage(3, NULL, (Montage){0}));
    scope_end_all();
}
