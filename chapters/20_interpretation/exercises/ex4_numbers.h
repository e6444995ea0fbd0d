/* Exercise 20.4, predict: losses, and who is surprised. */
#ifndef EX4_NUMBERS_H
#define EX4_NUMBERS_H

#include "chapters/exercise.h"

/* Write the number down BEFORE anything is computed. */

/* Three classes. One answer is right with a probability of .36, the others share .64 evenly. Another is
 * wrong: .6 for a wrong class and .4 for the right one. Which has the higher loss? 1: the right answer, 2:
 * the wrong one. */
int higher_loss(void);

/* The loss of an answer that gives the right class a probability of .01, to two decimals. */
double loss_of_a_hundredth(void);

/* 1,000 photos, 100 of them with a wrong label. How many of these 100 are among 150 photos drawn at random?
 */
int by_chance(void);

/* A net has learnt its training photos by heart, the 100 wrong labels too. How many of the 100 stand among
 * the 150 highest training losses? About: 1 nearly all, 2 about as many as by chance, 3 none for sure. */
int by_heart(void);

/* Five folds. How many trainings does it take until each photo was judged by a net that had not seen it, and
 * on how many of the 1,000 photos was each of these nets trained? */
int trainings(void);
int photos_each(void);

/* At a temperature of 2 all logits are halved. Logits 4 and 0 have the probabilities .982 and .018; which
 * probability has the first class now, to two decimals? And how many answers of 1,000 change their predicted
 * class? */
double cooled(void);
int changed_answers(void);

#endif
