/* Exercise 12.1, fill: a schedule of your own, gradient descent with warm restarts. */
#ifndef EX1_SGDR_H
#define EX1_SGDR_H

#include "chapters/exercise.h"

/* The rate falls from lr_max to 0 along half a cosine, jumps back to lr_max, falls again, and so on: n_cycles
 * times, each cycle `mult` times as long as the one before. With three cycles and mult 2 they last 1/7, 2/7
 * and 4/7 of the fit:
 *
 *     |\    |.      |`.
 *     | \   | .     |   `.
 *     |  \  |  .    |      `.
 *     |___\_|____.__|_________`._
 *
 * Half a cosine from lr_max to 0 is lr_max * (1 + cos(pi * p)) / 2, where p is the share of the cycle done.
 *
 *   position   the share of the whole fit done, 0 <= position <= 1
 *   returns    the rate; lr_max at the very beginning of a cycle, 0 at position 1 */
double sgdr(double lr_max, int n_cycles, double mult, double position);

#endif
