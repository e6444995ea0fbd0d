/* Exercise 02.3, predict: write the number first, then let the machine tell. */
#ifndef EX3_SHAPES_H
#define EX3_SHAPES_H

#include "chapters/exercise.h"

/* Each function returns a number that you write down BEFORE anything is computed: on paper, without running
 * the line. The test then runs it. A wrong prediction is worth more than a right guess: it shows where the
 * picture in your head differs from the machine. */

/* Seven grey images of (28, 28) are stacked with tensor_stack. How many axes has the result? */
int axes_of_a_stack(void);

/* How many numbers has (8, 1, 6, 1) + (7, 1, 5)? */
int numbers_of_a_sum(void);

/* Does (2, 3) + (2) fit? 1 for yes, 0 for no. */
int does_it_fit(void);

/* The 3 x 3 numbers 1 to 9 are doubled. What is the sum of the bottom right four? */
int sum_of_the_corner(void);

/* A (3, 4) matrix is transposed, which gives (4, 3). How many floats further is the next element along axis
 * 0? */
int stride_after_transpose(void);

#endif
