/* Exercise 15.3, fix: threads that are in each other's way without sharing a number. */
#ifndef EX3_SUMS_H
#define EX3_SUMS_H

#include "chapters/exercise.h"

#include <stdint.h>

/* A sum of many numbers in `pieces` pieces, each for a thread of its own. A thread writes its sum to memory
 * again and again while it goes. The result is right. But a core that writes to a line of 64 bytes takes it
 * away from all others, so sums that lie side by side make every thread wait for every other: false sharing.
 *
 * Each piece gets a line of its own; no more, because memory is not free either. */
enum { LINE_FLOATS = 16 };

/* Floats that the sums of so many pieces need. */
int64_t sums_room(int pieces);

/* Where piece number `piece` keeps its sum. room begins with a line. */
float *sums_place(float *room, int piece);

/* The sum of x. room has sums_room(pieces) floats. */
float sums_add(const float *x, int64_t n, int pieces, float *room);

#endif
