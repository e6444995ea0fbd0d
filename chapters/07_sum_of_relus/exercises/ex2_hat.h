/* Exercise 07.2, fill: shapes out of three ReLUs and of four, by hand. */
#ifndef EX2_HAT_H
#define EX2_HAT_H

#include "chapters/exercise.h"

/* turn * relu(x - at). */
typedef struct Bend {
    double at, turn;
} Bend;

/* Three bends whose sum is a hat: 0 up to x = 0, straight up to 1 at x = 1, straight down to 0 at x = 2, and
 * 0 from there on. */
void hat(Bend bends[3]);

/* Four bends whose sum is a table: 0 up to x = -1, straight up to 2 at x = 0, flat until x = 3, straight down
 * to 0 at x = 4, and 0 from there on. */
void table(Bend bends[4]);

#endif
