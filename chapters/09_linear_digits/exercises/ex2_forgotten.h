/* Exercise 09.2, fix: a loss that falls for ever. */
#ifndef EX2_FORGOTTEN_H
#define EX2_FORGOTTEN_H

#include "chapters/exercise.h"

#include "lib.h"

/* A reader of the book trained with this loss, and saw it fall: -335, -1120, -3362 ... and then nan. The
 * accuracy stayed at .5044. The loss is written as the book has it: where the target is 1 the distance is 1
 * minus the answer, elsewhere the answer itself. What is missing?
 *
 *   predictions  (n, 1), any numbers; above 0 means three
 *   targets      (n, 1), each 0 or 1
 *   returns      a scalar between 0 (all right, and sure) and 1 (all wrong, and sure) */
Tensor *mnist_loss(Tensor *predictions, Tensor *targets);

#endif
