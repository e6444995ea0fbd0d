/* Exercise 15.2, fill: a product in blocks that fit into a small cache. */
#ifndef EX2_BLOCKS_H
#define EX2_BLOCKS_H

#include "chapters/exercise.h"

/* A matrix of n x n floats whose every use is noticed. */
typedef struct Watched Watched;
float get(const Watched *matrix, int row, int col);      /* element (row, col)            */
void add(Watched *matrix, int row, int col, float more); /* element (row, col) += more    */

/* c += a x b.
 *
 * Cut all three loops: the numbers 0 .. n-1 that i, k and j run through into pieces of `block`, the last of
 * which may be shorter. Take one piece of each, and do all products of these three before the next one. What
 * they use is a block of a, one of b and one of c, `block` numbers wide and high.
 *
 * The tests run it before a cache of 4 KB, which does not hold b, but does hold three blocks of 16 x 16.
 *
 *   n       at least 1
 *   block   at least 1; may be larger than n, and need not divide it */
void product_in_blocks(int n, int block, const Watched *a, const Watched *b, Watched *c);

#endif
