/* Exercise 11.3, predict: what an optimiser does, worked out before it runs. */
#ifndef EX3_FIRST_STEPS_H
#define EX3_FIRST_STEPS_H

#include "chapters/exercise.h"

/* Write each number down BEFORE anything is computed; a pencil is enough. The test then lets the library do
 * it. Steps are sizes: a weight that goes from 1 to .75 has made a step of .25. */

/* SGD with learning rate .1 and momentum .5 gets the gradient 1 three times. How large is the third step? */
double third_step_of_momentum(void);

/* The same, but the gradient stays 1 for ever: what size do the steps come near? */
double last_step_of_momentum(void);

/* Adagrad with learning rate 1 gets the gradients 3 and then 4. How large is the second step? */
double second_step_of_adagrad(void);

/* Adam with learning rate .01 gets the gradient .0002, its first. How large is the step, to three decimals?
 */
double first_step_of_adam(void);

/* A data set of 1000 pictures, batches of 100. How many steps are ten epochs? */
double steps_of_ten_epochs(void);

#endif
