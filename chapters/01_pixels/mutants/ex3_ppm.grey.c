/* caught by: pixels, longer_numbers, too_little_room - takes a pixel to be one byte */
#include "ex3_ppm.h"

#include <stdio.h>
#include <string.h>

size_t ppm_write(const uint8_t *rgb, int width, int height, uint8_t *out, size_t room)
{
    char head[64]; /* not straight into out: snprintf also writes a zero byte, which is no part of the file */
    size_t head_bytes = (size_t)snprintf(head, sizeof head, "P6\n%d %d\n255\n", width, height);
    size_t pixel_bytes = (size_t)width * (size_t)height;
    if (head_bytes + pixel_bytes > room)
        return 0;
    memcpy(out, head, head_bytes);
    memcpy(out + head_bytes, rgb, pixel_bytes);
    return head_bytes + pixel_bytes;
}
