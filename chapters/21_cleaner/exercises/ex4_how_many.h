/* Exercise 21.4, measure: how many photos must a person look at? */
#ifndef EX4_HOW_MANY_H
#define EX4_HOW_MANY_H

#include <stdbool.h>
#include <stdint.h>

#include "chapters/exercise.h"

typedef struct Effort {
    int64_t looked;   /* photos to look at, in this order, until `share` of the faults are found           */
    double precision; /* of those looked at, the share that are faults                                     */
    double gain;      /* so many times fewer than somebody who looks in random order needs, on average     */
} Effort;

/* A person goes through n photos in a given order and stops when at least `share` of all faults (0 < share <=
 * 1) has been found; how many that is, is rounded up to whole faults. fault[i] says whether the i-th photo of
 * the order is one. In random order f of F faults are found after f * (n + 1) / (F + 1) photos, on average:
 * faults cut the list into F + 1 equal pieces. Without a fault there is nothing to look for: all three are 0.
 */
Effort how_many(int64_t n, const bool *fault, double share);

#endif
