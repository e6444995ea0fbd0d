/* Exercise 12.4, fill: stopping early. */
#ifndef EX4_STOP_H
#define EX4_STOP_H

#include "chapters/exercise.h"

/* The losses on the validation set after each epoch of a training, and a patience: the training is stopped
 * after the first epoch that ends `patience` epochs in a row without a new lowest loss. A loss that only
 * equals the lowest so far is no new one.
 *
 *   valid_losses     n_epochs of them, n_epochs >= 1; NaN is never a new lowest loss
 *   *stopped_after   the epoch after which it stops, counted from 0; n_epochs - 1 if nothing stops it
 *   returns          the epoch whose weights to keep: the one with the lowest loss up to there, 0 if none has
 *                    a loss that is a number */
int epoch_to_keep(const double *valid_losses, int n_epochs, int patience, int *stopped_after);

#endif
