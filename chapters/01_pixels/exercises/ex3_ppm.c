/* Your answer to exercise 01.3. The contract is in chapters/01_pixels/exercises/ex3_ppm.h. */
#include "ex3_ppm.h"

size_t ppm_write(const uint8_t *rgb, int width, int height, uint8_t *out, size_t room)
{
    TODO("three lines of text, then the bytes of the pixels");
    return 0;
}
