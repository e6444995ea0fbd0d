/* Draws one bear (or, for the faults, something that is none) as an 8-bit RGB picture. */
#ifndef DRAW_DRAW_H
#define DRAW_DRAW_H

#include <stdbool.h>
#include <stdint.h>

typedef enum { DRAW_GRIZZLY, DRAW_BLACK, DRAW_TEDDY, DRAW_KINDS, DRAW_NO_BEAR = DRAW_KINDS } DrawKind;

/* "grizzly", "black", "teddy"; "no_bear" for anything else. */
const char *draw_name(DrawKind kind);

/* Fills rgb (width * height * 3 bytes, rows from the top) with a scene that depends on (kind, seed, width,
 * height) only: the same bytes on every machine and thread. False when memory runs out. */
bool draw_bear(uint8_t *rgb, int width, int height, DrawKind kind, uint64_t seed);

#endif
