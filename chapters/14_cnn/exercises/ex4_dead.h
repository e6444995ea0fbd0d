/* Exercise 14.4, measure: which share of each ReLU's units is dead? */
#ifndef EX4_DEAD_H
#define EX4_DEAD_H

#include "chapters/exercise.h"

#include "lib.h"

/* Run the net once and look at what comes out of every ReLU on the way, with nn_hook. A unit is one number of
 * a picture's map, at one place of one channel; it is dead if it is 0 for every picture of the batch.
 *
 *   pictures  whatever the net takes, (n, ...)
 *   dead      written: for each ReLU, in the order in which they run, its share of dead units
 *   room      how many numbers dead has room for; ReLUs beyond that are counted and not written
 *   returns   how many ReLUs there are
 *
 * After it nobody looks at nets any more: nn_hooked() is false. */
int dead_units(Module *net, Tensor *pictures, double *dead, int room);

#endif
