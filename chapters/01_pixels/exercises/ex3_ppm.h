/* Exercise 01.3, fill: write a picture file by hand. */
#ifndef EX3_PPM_H
#define EX3_PPM_H

#include "chapters/exercise.h"

#include <stddef.h>
#include <stdint.h>

/* A colour picture as the bytes of a PPM file, which any image viewer shows. The file begins with text:
 *
 *     P6
 *     3 2           width and height in pixels, a blank between them
 *     255           the byte that means full light
 *
 * each line ended by a single '\n'. Right after the third '\n' come the bytes of the pixels: row after row
 * from the top, each row from the left, red, green and blue of each pixel. Nothing comes behind them.
 *
 *   rgb       height rows of width pixels of 3 bytes
 *   out       gets the file; nothing is written when it does not fit into `room` bytes
 *   returns   how many bytes the file has; 0 when that is more than `room` */
size_t ppm_write(const uint8_t *rgb, int width, int height, uint8_t *out, size_t room);

#endif
