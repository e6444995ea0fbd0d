/* Exercise 12.2, fix: a cycle for each epoch instead of one for all of them. */
#ifndef EX2_ONE_CYCLE_H
#define EX2_ONE_CYCLE_H

#include "chapters/exercise.h"

/* The learning rate of a batch in a training by one cycle: from lr_max / 25 up to lr_max over the first
 * quarter of the WHOLE training, along half a cosine, and then down to lr_max / 100000 along another.
 *
 *   epoch, batch         which one, both counted from 0
 *   n_epochs, n_batches  of the training, and of an epoch */
double rate_of_batch(int epoch, int batch, int n_epochs, int n_batches, double lr_max);

/* Half a cosine from start at position 0 to end at position 1. */
double half_cosine(double start, double end, double position);

#endif
