/* Letters on pictures: one small font, drawn by hand. (chapter 17) */
#ifndef VISION_FONT_H
#define VISION_FONT_H

#include "vision/image.h"

/* A letter's place, at scale 1: five pixels wide and seven high, two more below for g and y, and a gap. */
enum { FONT_WIDTH = 6, FONT_HEIGHT = 10 };

/* Writes one line with its top left corner at (x, y), in this colour (grey pictures take red), each pixel of
 * the font as scale x scale pixels. What lies outside the picture is cut off. Bytes that are no printable
 * ASCII show as '?', one for each character of UTF-8. */
void font_write(Image *image, int x, int y, const char *text, int scale, const uint8_t colour[3]);
int font_width(const char *text, int scale); /* of one line, in pixels */

#endif
