/* Which pixels a place of a layer looks at. (chapters 13, 20) */
#ifndef INTERPRET_RECEPTIVE_FIELD_H
#define INTERPRET_RECEPTIVE_FIELD_H

#include "nn/module.h"
#include "vision/resize.h"

typedef struct Span {
    int from, to; /* pixels from .. to - 1; empty where nothing is seen */
} Span;

typedef struct ReceptiveField {
    int rows, columns; /* of the layer                                          */
    Span *down;        /* (rows) what a place in this row sees, as pixel rows   */
    Span *across;      /* (columns) the same for columns                        */
} ReceptiveField;

/* Measured, so that it holds for any net: gradients are sent back from single places of the layer through
 * pictures of noise, and where they arrive is what the place sees. Borders of the picture cut it off. Pixels
 * that weigh less than a hundred-thousandth of the strongest one are left out, which only very deep layers
 * have; nets of very few channels can hide pixels behind their ReLUs and max pools; nothing is seen that is
 * not there. `layer` as in capture_run. In the current scope; noise from `seed`. ERR_SHAPE for a layer whose
 * output is no picture. cost: about 4 * max(rows, columns) passes forward and back */
ReceptiveField *receptive_field(Module *net, const char *layer, int height, int width, uint64_t seed);

/* The pixels seen from place (y, x); an empty box for NULL. */
Box receptive_box(const ReceptiveField *field, int y, int x);

#endif
