/* Exercise 05.1, fill: the gradient of another loss, by hand. */
#ifndef EX1_GRADIENT_H
#define EX1_GRADIENT_H

#include "chapters/exercise.h"

/* speed = a * t*t + b * t + c; also the three slopes of a loss. */
typedef struct Quadratic {
    double a, b, c;
} Quadratic;

/* The chapter measures the mean of the SQUARED errors. Here the loss is the mean of the ABSOLUTE errors,
 *
 *     mean of |a * t*t + b * t + c - y|
 *
 * and its gradient is yours to derive. The slope of |error| is 1 where the error is above 0 and -1 where it
 * is below; at 0 exactly, where there is a corner, take 0. Then the chain rule, as in the chapter.
 *
 *   q         where the parameters are
 *   t, y      n points, n > 0
 *   returns   how the loss rises with a, with b and with c */
Quadratic mae_gradient(Quadratic q, const double *t, const double *y, int n);

#endif
