/* Exercise 18.3, predict: how often, and what never. */
#ifndef EX3_ODDS_H
#define EX3_ODDS_H

#include "chapters/exercise.h"

/* With fast.ai's probabilities: a flip .5; rotation, zoom and each of the two directions of warp .75;
 * brightness and contrast .75 each; all drawn for themselves. To four decimals, before you run anything. */

/* The probability that no pixel of a picture moves. */
double nothing_moves(void);
/* The probability that neither its brightness nor its contrast changes. */
double light_stays(void);
/* The share of pictures that are turned, zoomed and warped in both directions. */
double all_four(void);

/* How many times do they blur a picture that is warped, turned and zoomed: naively, and composed? */
int interpolations_naive(void);
int interpolations_composed(void);

/* Digits instead of bears. Does a picture of this one still show it after left and right were swapped? 1 yes,
 * 0 no; some people draw a 1 with a foot and a flag: think of the plain stroke. */
int flips_well(int digit);

#endif
