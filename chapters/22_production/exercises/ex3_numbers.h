/* Exercise 22.3, predict: a server's numbers. */
#ifndef EX3_NUMBERS_H
#define EX3_NUMBERS_H

#include "chapters/exercise.h"

/* Write each number down before anything is run. */

/* One core answers a photo in 20 ms, one after another. How many photos a second, at most? */
double photos_per_second(void);

/* The same server lets 64 requests wait. When all places are taken and one is being answered, how many
 * seconds pass until the one that came last has its answer? The one in work has just begun. */
double seconds_for_the_last(void);

/* A net of three classes has learnt nothing: what is the probability of its answer? */
double least_confidence(void);

/* Its last layer gives 6, 0 and 0 for a photo of a teapot. How probable is the first class, by softmax? Two
 * digits after the point are enough. */
double confidence_about_a_teapot(void);

/* One photo in 200 shows no bear. The check for strange photos finds 95 of 100 of these, and also marks 5 of
 * 100 bears. Of the photos that it marks, which share shows no bear? Two digits after the point. */
double share_of_marked_without_bear(void);

#endif
