/* Exercise 17.4, measure: how even are the classes, and what follows from it? */
#ifndef EX4_BALANCE_H
#define EX4_BALANCE_H

#include <stdbool.h>
#include <stdint.h>

#include "chapters/exercise.h"

typedef struct Balance {
    int largest, smallest; /* classes; of several that are equal the one with the lowest number             */
    double guess;          /* the accuracy of a net that has learnt nothing and always says `largest`       */
    double ratio;          /* photos of the largest class for one of the smallest; INFINITY if it has none  */
    double expected;       /* how many of the smallest class a random split holds back on average           */
    bool stratify;         /* expected is below 5: chance alone may leave the class out, so split by class  */
} Balance;

/* labels[i] is the class of photo i, one of 0 .. n_classes - 1; n and n_classes are at least 1. valid_pct is
 * the share that is held back, and a split rounds it down to whole photos: count with what it really holds
 * back. */
Balance measure_balance(int64_t n, const int *labels, int n_classes, double valid_pct);

#endif
