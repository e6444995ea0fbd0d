/* Exercise 18.2, fix: the mirror at the edge. */
#ifndef EX2_MIRROR_H
#define EX2_MIRROR_H

#include "chapters/exercise.h"

/* Which pixel of a row of n is seen at place i, when the row goes on to both sides as its own mirror image?
 * The mirrors stand in the middles of the first and of the last pixel, so that these are not seen twice in a
 * row. For n = 4:
 *
 *     i        -5 -4 -3 -2 -1  0  1  2  3  4  5  6  7  8
 *     pixel     1  2  3  2  1  0  1  2  3  2  1  0  1  2
 *
 * Any i, n above 0. */
int mirror(int i, int n);

#endif
