/* Your answer to exercise 02.3. The questions are in chapters/02_tensors/exercises/ex3_shapes.h.
 *
 * Put a number in the place of each TODO("..."). */
#include "ex3_shapes.h"

int axes_of_a_stack(void)
{
    return TODO("how many axes has a stack of seven (28, 28)?");
}

int numbers_of_a_sum(void)
{
    return TODO("how many numbers has (8, 1, 6, 1) + (7, 1, 5)?");
}

int does_it_fit(void)
{
    return TODO("does (2, 3) + (2) fit? 1 or 0");
}

int sum_of_the_corner(void)
{
    return TODO("the sum of the bottom right four of 1 to 9, doubled");
}

int stride_after_transpose(void)
{
    return TODO("the stride of axis 0 of a transposed (3, 4)");
}
