/* Exercise 19.3, predict: a head, and what fine_tune does with it. */
#ifndef EX3_COUNTS_H
#define EX3_COUNTS_H

#include "chapters/exercise.h"

/* Write each number down before anything is computed. */

/* The body of a ResNet-18 gives 512 features at every place. How many numbers go into the head's first batch
 * norm? */
int numbers_into_the_head(void);

/* How many parameters has that head for 37 breeds of cats and dogs? Two norms, two linear layers without
 * bias, 512 numbers between them. */
int parameters_of_the_head(void);

/* How many times does the learning rate go up and down in fine_tune(4)? */
int cycles(void);

/* fine_tune(4, base_lr = 2e-3): the highest rate of the first group while everything learns? */
double rate_of_the_first_group(void);

/* How much of a photo's way through the net is worked out again in each epoch of vision_fit_head: all, the
 * body, the head? Write 2, 1 or 0. */
int worked_out_again(void);

#endif
