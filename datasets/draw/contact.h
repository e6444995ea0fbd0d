/* One sheet with a small picture of every file, so that a person can look them all over at once. */
#ifndef DRAW_CONTACT_H
#define DRAW_CONTACT_H

#include "encode.h"
#include "plan.h"

/* Appends the PNG to `bytes`: a block of rows per folder, parted by a white line. `thumbnails` as render_all
 * made them. False when memory runs out. */
bool contact_sheet(Bytes *bytes, const Plan *plan, const uint8_t *thumbnails);

#endif
