/* Exercise 09.4, fill: all ten digits, by softmax and cross-entropy. */
#ifndef EX4_TEN_H
#define EX4_TEN_H

#include "chapters/exercise.h"

#include <stddef.h>

/* Ten linear models side by side give a picture ten scores. The softmax makes shares of them that are above 0
 * and sum to 1: share[k] = exp(score[k]) / sum over j of exp(score[j]). The loss, called cross-entropy, is
 * -log(share of the right one).
 *
 *   scores   (n) any numbers, also 1000 or -1000
 *   label    which of them is the right one, 0 .. n - 1
 *   slopes   (n), written: how fast the loss rises with each score. That is the share, for the right one
 *            minus 1
 *   returns  the loss, at least 0 */
double cross_entropy(const double *scores, size_t n, size_t label, double *slopes);

#endif
