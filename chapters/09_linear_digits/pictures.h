/* The chapter's three pictures. */
#ifndef PICTURES_H
#define PICTURES_H

#include "weights.h"

/* Of the training: place 0 is before the first epoch, and has no loss. */
enum { EPOCHS = 21 };
typedef struct History {
    double loss[EPOCHS + 1], accuracy[EPOCHS + 1];
} History;

/* The sigmoid, loss and accuracy by epoch, and the weights as pictures, to `folder`. before and after are
 * PIXELS weights each. */
void pictures(const char *folder, const History *history, const float *before, const float *after);

#endif
