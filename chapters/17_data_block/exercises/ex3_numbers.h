/* Exercise 17.3, predict: write the number first, then let the machine tell. */
#ifndef EX3_NUMBERS_H
#define EX3_NUMBERS_H

#include "chapters/exercise.h"

/* Each function returns a number that you write down BEFORE anything is computed. The test then does it. */

/* 395 photos, random_splitter(0.2, 42). How many are held back to validate on? */
int held_back(void);

/* 137 photos to train on, batches of 16, and only whole batches. How many photos are NOT seen in an epoch? */
int left_over(void);

/* A photo of 640 x 480 (width x height) is cropped and resized to 128 x 128 for validation. How many of its
 * 640 columns does the net get to see? */
int columns_seen(void);

/* The same photo is padded with zeros to 128 x 128 instead. How many of the 128 rows are black? */
int black_rows(void);

/* A folder holds 100 photos, and each of them twice. Of the 200, a fifth is held back at random. About how
 * many of the 100 pairs have one photo on each side? */
int torn_pairs(void);

#endif
