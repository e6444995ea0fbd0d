/* Exercise 07.1, fill: a sum of ReLUs for any curve. */
#ifndef EX1_BENDS_H
#define EX1_BENDS_H

#include "chapters/exercise.h"

typedef double Function(double x);

/* turn * relu(x - at): nothing up to x = at, and from there on a slope of `turn`. */
typedef struct Bend {
    double at, turn;
} Bend;

/* height + the sum of n bends, at x. */
double bends_value(const Bend *bends, int n, double height, double x);

/* Bends whose sum goes straight from one point of f's curve to the next: at `from`, at `to`, and at n - 1
 * places between them, all equally far apart.
 *
 *   bends     n of them, written from left to right; bends[0].at is `from`
 *   n         above 0
 *   returns   the height that belongs to them: the sum left of all bends */
double bends_build(Function *f, double from, double to, Bend *bends, int n);

#endif
