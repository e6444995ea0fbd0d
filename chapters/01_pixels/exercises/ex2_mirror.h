/* Exercise 01.2, fix: a mirror that works for grey pictures only. */
#ifndef EX2_MIRROR_H
#define EX2_MIRROR_H

#include "chapters/exercise.h"

#include <stdint.h>

/* Left and right change places, in place: the first pixel of each row becomes the last. What is red stays
 * red.
 *
 *   pixels   height rows of width pixels of `channels` bytes each, row after row without gaps */
void mirror(uint8_t *pixels, int height, int width, int channels);

#endif
