/* Your answer to exercise 14.3. The contract is in chapters/14_cnn/exercises/ex3_counts.h.
 *
 * Put a number in the place of each TODO("..."). */
#include "ex3_counts.h"

int parameters_of_the_first_block(void)
{
    return TODO("parameters of the convolution and of the batch normalisation");
}

int numbers_that_are_not_trained(void)
{
    return TODO("numbers that are kept and not trained");
}

int parameters_without_effect(void)
{
    return TODO("parameters that do not matter");
}

int steps_of_an_epoch(void)
{
    return TODO("steps for 60000 digits, 512 at a time");
}

int right_by_giving_up(void)
{
    return TODO("digits that are right");
}

int layers_to_a_single_place(void)
{
    return TODO("layers");
}
