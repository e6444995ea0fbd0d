/* Exercise 19.2, fix: what is frozen learns all the same. */
#ifndef EX2_FROZEN_H
#define EX2_FROZEN_H

#include <stdbool.h>

#include "chapters/exercise.h"

/* Does a parameter learn after freeze_to(from, train_norms)?
 *
 *   group        of the parameter, 0 .. n_groups - 1
 *   is_norm      is it a batch norm's?
 *   from         groups from this one on learn; below 0 it is counted from the end: -1 is the last group
 *   train_norms  do the batch norms of frozen groups learn, too? fast.ai says yes */
bool learns(int group, int n_groups, bool is_norm, int from, bool train_norms);

#endif
