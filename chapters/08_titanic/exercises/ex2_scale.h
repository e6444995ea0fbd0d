/* Exercise 08.2, fix: two parts of a table are brought to one scale, but not to the same one. */
#ifndef EX2_SCALE_H
#define EX2_SCALE_H

#include "chapters/exercise.h"

#include <stddef.h>

/* Divides every column by its largest value in the training part. The same numbers divide the validation
 * part: a passenger must look the same to the model, in whichever part of the table he stands, and in use
 * there is one passenger at a time, whose largest value is his own.
 *
 *   train     (n_train, n_columns) numbers of at least 0, row after row; scaled in place
 *   valid     (n_valid, n_columns), the same
 *
 * A column that is 0 for all of the training part stays as it is. */
void scale(float *train, size_t n_train, float *valid, size_t n_valid, size_t n_columns);

#endif
