/* A solution of exercise 01.1. */
#include "ex1_crop.h"

#include <string.h>

bool crop(const Picture *from, int top, int left, Picture *to)
{
    /* Subtracted rather than added: top + height could be more than an int holds. */
    if (top < 0 || left < 0 || to->height > from->height - top || to->width > from->width - left)
        return false;
    int row_bytes = to->width * to->channels;
    for (int row = 0; row < to->height; row++)
        memcpy(to->pixels + row * row_bytes,
               from->pixels + ((top + row) * from->width + left) * from->channels, (size_t)row_bytes);
    return true;
}
