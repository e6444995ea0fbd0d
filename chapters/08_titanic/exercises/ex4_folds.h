/* Exercise 08.4, fill and measure: k folds instead of a single split. */
#ifndef EX4_FOLDS_H
#define EX4_FOLDS_H

#include "chapters/exercise.h"

#include <stdint.h>

/* With a single split, 178 passengers decide about a model, and which 178 is chance. With k folds everybody
 * is judged once: the rows are cut into k parts, each part in turn is the validation set of a model that
 * learns from all the others, and what is counted is the right answers of all k together. */

/* Learns from the rows train[0 .. n_train - 1] and returns how many of valid[0 .. n_valid - 1] it then has
 * right. */
typedef int64_t Judge(const int64_t *train, int64_t n_train, const int64_t *valid, int64_t n_valid,
                      void *context);

/* The share of right answers over all n rows.
 *
 *   order     (n) row numbers, already shuffled; fold 0 is the first of them, and so on
 *   k         2 .. n; when k does not divide n, the first n % k folds have one row more
 *   judge     called k times, with context; both lists in the order in which they stand in `order` */
double cross_validate(const int64_t *order, int64_t n, int k, Judge *judge, void *context);

#endif
