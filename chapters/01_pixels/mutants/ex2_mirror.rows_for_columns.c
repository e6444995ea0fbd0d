/* caught by: grey, rows_stay, colours_stay, other_channels - mirrors as many rows as there are columns */
#include "ex2_mirror.h"

static void swap(uint8_t *a, uint8_t *b)
{
    uint8_t kept = *a;
    *a = *b;
    *b = kept;
}

void mirror(uint8_t *pixels, int height, int width, int channels)
{
    for (int row = 0; row < width; row++) {
        uint8_t *line = pixels + row * width * channels;
        /* To the middle and no further: beyond it everything would be swapped back. */
        for (int column = 0; column < width / 2; column++)
            for (int channel = 0; channel < channels; channel++)
                swap(line + column * channels + channel, line + (width - 1 - column) * channels + channel);
    }
}
