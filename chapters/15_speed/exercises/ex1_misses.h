/* Exercise 15.1, measure: how often does a loop wait for memory? */
#ifndef EX1_MISSES_H
#define EX1_MISSES_H

#include "chapters/exercise.h"

#include <stdint.h>

/* A cache fetches memory in lines of 64 bytes: 16 floats that lie side by side, from a place that is a
 * multiple of 16. What lies in one of its lines costs nothing; everything else is a miss: the line is
 * fetched, and when the cache is full, the line that was not used for longest makes room for it. */
enum { LINE_FLOATS = 16, LINES_MOST = 256 };

typedef struct Cache {
    int room;                 /* lines that fit, 1 .. LINES_MOST          */
    int used;                 /* lines that are there; 0 at first         */
    int64_t line[LINES_MOST]; /* which; keep them in the order you like   */
    int64_t misses;
} Cache;

/* Float number `place` of the memory is read or written. */
void cache_touch(Cache *cache, int64_t place);

/* Misses of a product of n x n floats in a cache with room for so many lines, empty at first. a begins at
 * place 0, b at n * n, c at 2 * n * n, row after row each; n is a multiple of 16.
 *
 * As defined: for every (i, j), over all k, a(i, k) and then b(k, j) are touched, and at the end c(i, j).
 * Along rows: for every (i, k), over all j, a(i, k), then b(k, j), then c(i, j). */
int64_t misses_as_defined(int n, int room);
int64_t misses_along_rows(int n, int room);

#endif
