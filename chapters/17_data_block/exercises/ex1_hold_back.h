/* Exercise 17.1, fill: a splitter that takes a list of names. */
#ifndef EX1_HOLD_BACK_H
#define EX1_HOLD_BACK_H

#include <stdbool.h>
#include <stdint.h>

#include "chapters/exercise.h"

/* Somebody has chosen the validation set already, and sends its names, one for each file: 0007.jpg, 0031.jpg.
 * Find them among the paths:
 *
 *     bears/black/0007.jpg     is called 0007.jpg: what follows the last slash
 *
 *   n, paths         the items; a path without a slash is a name
 *   n_names, names   of those to hold back
 *   is_valid         (n) becomes true for those that are named and false for all others, whatever it was
 *   returns          true; false when a name is that of no item, or of two (bears/black/0007.jpg and
 *                    bears/teddy/0007.jpg: which one was meant?), and is_valid is then false throughout */
bool hold_back(int64_t n, const char *const *paths, int64_t n_names, const char *const *names,
               bool *is_valid);

#endif
