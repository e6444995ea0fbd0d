/* Exercise 02.1, fill: what shape two tensors stretch to. */
#ifndef EX1_STRETCH_H
#define EX1_STRETCH_H

#include "chapters/exercise.h"
#include "tensor/tensor.h"

/* Broadcasting decides about shapes before it touches a number. Write the two shapes below each other,
 * aligned at their LAST axis, and go through the columns:
 *
 *     images    64, 28, 28, 3
 *     average           28, 3         (64, 28, 28, 3)
 *
 * A size that is missing counts as 1. Two equal sizes stay. A 1 stretches to the other size, whichever that
 * is. Any other pair does not fit.
 *
 *   a, b      up to MAX_DIMS axes each; a.size[0] is the outermost size
 *   result    the shape that both stretch to, with as many axes as the longer of the two
 *   returns   true; or false when the shapes do not fit, and then *result is left as it was */
bool stretch(Shape a, Shape b, Shape *result);

#endif
