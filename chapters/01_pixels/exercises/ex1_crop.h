/* Exercise 01.1, fill: cut a rectangle out of a picture. */
#ifndef EX1_CROP_H
#define EX1_CROP_H

#include "chapters/exercise.h"

#include <stdbool.h>
#include <stdint.h>

/* A picture: row after row from the top, each row from the left, the channels of a pixel side by side. */
typedef struct Picture {
    int width, height, channels;
    uint8_t *pixels; /* height * width * channels of them */
} Picture;

/* What numpy writes as picture[top:top + height, left:left + width]: `to` gets the pixels of the rectangle.
 *
 *   from      the whole picture; it stays as it is
 *   to        a picture with room for to->height rows of to->width pixels, and as many channels as `from`
 *   top, left where its first pixel comes from, counted from 0
 *   returns   true; or false when a part of the rectangle lies outside `from`, and then nothing is written */
bool crop(const Picture *from, int top, int left, Picture *to);

#endif
