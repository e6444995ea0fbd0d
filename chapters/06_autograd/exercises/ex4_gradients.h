/* Exercise 06.4, predict: what will be in grad? */
#ifndef EX4_GRADIENTS_H
#define EX4_GRADIENTS_H

#include "chapters/exercise.h"

/* Each function returns a number that you write down BEFORE anything is computed, on paper. The test then
 * runs the lines. */

/* x = 3; two times: tensor_backward(tensor_square(x)). What is x->grad? */
double two_backwards(void);

/* x = -2; tensor_backward(tensor_relu(x)). What is x->grad? */
double left_of_the_corner(void);

/* x = 1; y = (2x)*(2x); backward. What is x->grad? */
double chain(void);

/* x = 4; y = x*x + x; backward. What is x->grad? */
double used_twice(void);

/* x = 5; y = x * tensor_detach(x); backward. What is x->grad? */
double half_detached(void);

#endif
