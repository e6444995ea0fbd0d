/* Exercise 20.1, fill: precision, recall, and what is confused most. */
#ifndef EX1_REPORT_H
#define EX1_REPORT_H

#include "chapters/exercise.h"

/* A confusion matrix of n classes, row after row: counts[i * n + j] things that are i were called j. */

/* Of all that was called `class`, the share that is `class`; 0 when nothing was. */
double precision(const int *counts, int n, int class);
/* Of all that is `class`, the share that was called so; 0 when nothing is. */
double recall(const int *counts, int n, int class);

/* The mistake that was made most often: sets *actual and *predicted and returns how often. Right answers are
 * no mistakes. Of equally frequent ones the first, row after row. 0 when there is no mistake, and then both
 * are left as they were. */
int most_confused(const int *counts, int n, int *actual, int *predicted);

#endif
