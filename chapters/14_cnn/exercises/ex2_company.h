/* Exercise 14.2, fix: an accuracy that depends on who else is in the batch. */
#ifndef EX2_COMPANY_H
#define EX2_COMPANY_H

#include "chapters/exercise.h"

#include "lib.h"

/* The share of pictures that the net, which is being trained, names rightly; then its training goes on.
 * Somebody noticed that this number falls to that of guessing when pictures are asked one by one, and that
 * the net is another one after each validation, although nothing was learnt. It has batch normalisation in
 * it.
 *
 *   pictures  whatever the net takes, (n, ...)
 *   labels    (n), whole numbers
 *   returns   the share of rows whose highest score is at the label. The net stays what it was: weights,
 * running statistics, and training as before the call */
double share_right(Module *net, Tensor *pictures, Tensor *labels);

#endif
