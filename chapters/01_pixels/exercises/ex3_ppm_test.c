/* The tests of exercise 01.3. */
#include "ex3_ppm.h"

#include <criterion/criterion.h>
#include <string.h>

static const uint8_t SIX[] = {255, 0, 0, 0, 255, 0, 0, 0, 255, 0, 10, 32, 1, 2, 3, 250, 251, 252};

Test(ppm, text)
{
    uint8_t out[64] = {0};
    size_t n = ppm_write(SIX, 3, 2, out, sizeof out);
    cr_assert(n >= 11, "the text alone is 11 bytes, and you wrote %zu", n);
    cr_assert(memcmp(out, "P6\n", 3) == 0, "the file begins with the letters P6 and a line end");
    cr_assert(memcmp(out + 3, "3 2\n", 4) == 0,
              "the second line of a picture 3 wide and 2 high is \"3 2\", and yours begins with \"%.3s\"",
              (const char *)out + 3);
    cr_assert(memcmp(out + 7, "255\n", 4) == 0,
              "the third line is 255 and one line end: nothing else, and nothing before it");
}

Test(ppm, pixels)
{
    uint8_t out[64];
    memset(out, 77, sizeof out);
    size_t n = ppm_write(SIX, 3, 2, out, sizeof out);
    cr_assert(n == 29, "11 bytes of text and 6 pixels of 3 bytes are 29 bytes, not %zu", n);
    for (int i = 0; i < 18; i++)
        cr_assert(
            out[11 + i] == SIX[i],
            "byte %d of the pixels is %d, not %d. They follow as they are: a 0, a 10 or a 32 among them is "
            "a number like any other",
            i, SIX[i], out[11 + i]);
    cr_assert(out[29] == 77, "the file ends with its last pixel, and you wrote another byte behind it");
}

Test(ppm, longer_numbers)
{
    static uint8_t grey[256 * 10 * 3], out[sizeof grey + 100];
    memset(grey, 128, sizeof grey);
    size_t n = ppm_write(grey, 256, 10, out, sizeof out);
    cr_assert(n == sizeof grey + 14, "256 10 takes more letters than 3 2: the file has %zu bytes, not %zu",
              sizeof grey + 14, n);
    cr_assert(memcmp(out, "P6\n256 10\n255\n", 14) == 0,
              "the text of a picture 256 wide and 10 high is wrong");
}

Test(ppm, too_little_room)
{
    uint8_t out[64];
    memset(out, 77, sizeof out);
    cr_assert(ppm_write(SIX, 3, 2, out, 28) == 0, "the file has 29 bytes and there is room for 28: return 0");
    cr_assert(out[0] == 77, "where the file does not fit, nothing at all is written");
    cr_assert(ppm_write(SIX, 3, 2, out, 29) == 29, "29 bytes of room are just enough");
}
