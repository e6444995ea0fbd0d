/* Exercise 00.4, predict: which of these would you give to a net? */
#ifndef EX4_TASKS_H
#define EX4_TASKS_H

#include "chapters/exercise.h"

/* One sorts tasks before one begins. 1: deep learning is known to do well at this; 0: it is known to do
 * badly, or something simpler does as well. Think of what the net is shown, of who knows the right answers,
 * and of what happens to wrong ones. */

/* Say from a photo which of twenty skin diseases it shows, as a second opinion for a doctor. */
int name_the_skin_disease(void);

/* Say from a recording which bird is singing. */
int bird_from_its_song(void);

/* Answer legal questions of citizens, unattended, with statements that are always true. */
int true_answers(void);

/* Recognise hand-drawn sketches of bears, with a net that was trained on photos only. */
int sketches_after_photos(void);

/* Predict the winner of an election ten years from now. */
int next_election(void);

/* Estimate the prices of houses from a table with numbers, a postal code with thousands of values and a
 * description in words. */
int house_prices_with_text(void);

#endif
