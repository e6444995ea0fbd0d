/* Exercise 05.3, fill: step 7: when is it enough? */
#ifndef EX3_STOP_H
#define EX3_STOP_H

#include "chapters/exercise.h"

/* When to stop, from the losses so far: when nothing good has happened for `patience` steps.
 *
 * The best loss is the first one. A later loss is an improvement when it is at least `least` below the best,
 * and is then the best itself; a smaller gain changes nothing, so that many of them may add up to an
 * improvement. Stop at the step at which `patience` losses in a row have not been improvements. A loss that
 * is NaN or infinite means that the run has exploded: stop there at once.
 *
 *   losses    n of them, of steps 0 .. n-1
 *   returns   the step to stop at, or n when there was no reason to */
int stop_at(const double *losses, int n, double least, int patience);

#endif
