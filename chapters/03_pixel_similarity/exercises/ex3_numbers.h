/* Exercise 03.3, predict: what will come out? */
#ifndef EX3_NUMBERS_H
#define EX3_NUMBERS_H

#include "chapters/exercise.h"

/* Write each number down BEFORE anything is computed. */

/* The threes of the training set are a tensor of (6131, 28, 28, 1). How many axes has its mean over axis 0?
 */
int axes_of_the_ideal(void);

/* A picture of 100 pixels is all 0. Another is 0 but for a single pixel of 1. Their RMSE, in hundredths? */
int rmse_of_a_dot(void);

/* And their L1, in hundredths? */
int l1_of_a_dot(void);

/* The mean of the SIGNED differences between a chess board and its negative (64 pixels, 0 or 1), in
 * hundredths? */
int signed_chess(void);

/* A validation set holds 1010 threes and 1028 sevens. A program that has seen nothing always says "seven".
 * How many of the 2038 does it get right? Whatever you build has to be better than that. */
int right_without_looking(void);

#endif
