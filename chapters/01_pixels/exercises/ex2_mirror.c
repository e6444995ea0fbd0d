/* Your answer to exercise 01.2. The contract is in chapters/01_pixels/exercises/ex2_mirror.h.
 *
 * Everything is written, and grey pictures come out right. Take the TODO out, look at what the tests say
 * about a picture in colour, and put it right. */
#include "ex2_mirror.h"

static void swap(uint8_t *a, uint8_t *b)
{
    uint8_t kept = *a;
    *a = *b;
    *b = kept;
}

void mirror(uint8_t *pixels, int height, int width, int channels)
{
    TODO("take this line out, run the tests, and find out what happens to colours");
    int bytes = width * channels;
    for (int row = 0; row < height; row++) {
        uint8_t *line = pixels + row * bytes;
        for (int i = 0; i < bytes / 2; i++)
            swap(line + i, line + bytes - 1 - i);
    }
}
