/* Exercise 00.3, predict: what does one need, and what does a net say? */
#ifndef EX3_QUIZ_H
#define EX3_QUIZ_H

#include "chapters/exercise.h"

/* Yes is 1, no is 0. Answer first, then read the lesson again where the tests disagree with you. */

/* Does one need more than school mathematics to build something useful with deep learning? */
int needs_much_mathematics(void);

/* Does every useful classifier need millions of labelled photos? */
int needs_millions_of_photos(void);

/* Does one need a room full of computers? */
int needs_a_room_of_computers(void);

/* Can the net of this chapter say that a photo shows none of its bears? */
int net_can_say_none(void);

/* The net gives 99 % to an answer. Is it then right in 99 of 100 such cases? */
int sure_means_right(void);

/* Must more than the weights be kept, so that somebody else can use a model? */
int model_is_more_than_weights(void);

#endif
