/* Exercise 20.5, measure: when should it rather say nothing? */
#ifndef EX5_DONT_KNOW_H
#define EX5_DONT_KNOW_H

#include <stdbool.h>

#include "chapters/exercise.h"

/* A net answers when its confidence is at least a threshold. Too low, and it errs; too high, and it is
 * silent. You are given n answers, what each cost, and choose the threshold.
 *
 *   confidence, right   of n answers
 *   silence             what it costs to say nothing, once; a wrong answer costs 1, a right one nothing
 *   returns             the threshold with the least total cost: one of the confidences, or 2 (never answer)
 * when silence about all of them is cheaper than any of these; of equally cheap ones the lowest
 *
 * Measured here, by trying all of them: cost is a sum over the n answers. */
double best_threshold(const double *confidence, const bool *right, int n, double silence);

#endif
