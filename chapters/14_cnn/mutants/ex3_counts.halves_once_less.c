/* caught by: single_place - stops at two by two */
#include "ex3_counts.h"

int parameters_of_the_first_block(void)
{
    return 8 * 5 * 5 + 8 + 2 * 8;
}

int numbers_that_are_not_trained(void)
{
    return 2 * 64; /* the running mean and variance of each channel */
}

int parameters_without_effect(void)
{
    return 16; /* the biases: what they add, taking off the mean takes off again */
}

int steps_of_an_epoch(void)
{
    return 117;
}

int right_by_giving_up(void)
{
    return 1135;
}

int layers_to_a_single_place(void)
{
    return 6;
}
