/* Exercise 00.1, fill: an answer, or the honesty to give none. */
#ifndef EX1_ANSWER_H
#define EX1_ANSWER_H

#include "chapters/exercise.h"

/* Turns the probabilities of a net into an answer.
 *
 *   probabilities   n of them, one for each class of the vocabulary
 *   at_least        how probable the likeliest class must be to be named, 0 to 1
 *   returns         the number of the likeliest class, the first of them if several are equally likely; or
 * -1, "I don't know", when even that one is less probable than at_least */
int answer(const float *probabilities, int n, float at_least);

#endif
