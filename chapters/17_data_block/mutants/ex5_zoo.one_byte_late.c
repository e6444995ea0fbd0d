/* caught by: pictures, half_a_photo - looks for the end one byte too late */
#include "ex5_zoo.h"

#include <stdbool.h>
#include <string.h>

static bool starts(const uint8_t *bytes, size_t n, const char *with, size_t length)
{
    return n >= length && memcmp(bytes, with, length) == 0;
}

Kind kind_of(const uint8_t *bytes, size_t n)
{
    if (n == 0)
        return EMPTY;
    if (starts(bytes, n, "\xFF\xD8\xFF", 3)) /* of five bytes at least, the last two can be the end */
        return n >= 5 && bytes[n - 2] == 0xFF && bytes[n] == 0xD9 ? JPEG : CUT_JPEG;
    if (starts(bytes, n, "\x89PNG", 4))
        return PNG;
    if (starts(bytes, n, "GIF8", 4))
        return GIF;
    if (n >= 12 && memcmp(bytes, "RIFF", 4) == 0 && memcmp(bytes + 8, "WEBP", 4) == 0)
        return WEBP;
    size_t i = 0;
    while (i < n && strchr(" \t\r\n", bytes[i]) && bytes[i])
        i++;
    return i < n && bytes[i] == '<' ? PAGE : UNKNOWN;
}
