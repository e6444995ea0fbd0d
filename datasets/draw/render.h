/* From a plan to the bytes of every file, many at a time. */
#ifndef DRAW_RENDER_H
#define DRAW_RENDER_H

#include "encode.h"
#include "plan.h"

/* Fills files[0 .. plan->count); the same bytes for any number of threads. With `thumbnails`, also writes a
 * RENDER_THUMB x RENDER_THUMB x 3 picture of each entry there (grey for files without a picture). False when
 * memory runs out. */
enum { RENDER_THUMB = 96 };
bool render_all(const Plan *plan, Bytes *files, uint8_t *thumbnails);

#endif
