/* Exercise 04.3, fill: the game of the three sliders, played by the machine. */
#ifndef EX3_SLIDERS_H
#define EX3_SLIDERS_H

#include "chapters/exercise.h"

/* How wrong the curve a*x*x + b*x + c is on n points: the mean of |curve - y|.
 *
 *   abc       the three sliders: a, b, c */
double quadratic_mae(const double abc[3], const double *x, const double *y, int n);

/* Plays `rounds` rounds. In each round the sliders have their turns, first a, then b, then c: the slider is
 * tried a nudge further up and a nudge further down, and stays where the error was lowest, which may be where
 * it was; of equal errors staying wins, then up. The next slider plays on from there.
 *
 *   abc       where the sliders stand; moved
 *   returns   the error in the end */
double play(double abc[3], const double *x, const double *y, int n, double nudge, int rounds);

#endif
