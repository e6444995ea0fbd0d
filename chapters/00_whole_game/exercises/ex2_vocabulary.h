/* Exercise 00.2, fix: the net says 1, and the program calls it by the wrong name. */
#ifndef EX2_VOCABULARY_H
#define EX2_VOCABULARY_H

#include "chapters/exercise.h"

/* A net knows numbers only. Which label belongs to which number is decided once, before training, and must be
 * the same on every machine for ever. The agreement is: the labels are sorted, and numbered from 0.
 *
 *   folders   n different names, one for each class, in whatever order the file system lists them
 *   returns   the number of `label` in the sorted vocabulary; -1 if no folder has that name */
int label_number(const char *const *folders, int n, const char *label);

#endif
