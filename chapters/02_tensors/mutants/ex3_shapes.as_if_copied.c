/* caught by: stride_after_transpose - takes the strides of a fresh (4, 3) */
#include "ex3_shapes.h"

int axes_of_a_stack(void)
{
    return 3; /* (7, 28, 28) */
}

int numbers_of_a_sum(void)
{
    return 8 * 7 * 6 * 5;
}

int does_it_fit(void)
{
    return 0; /* 3 against 2 at the last axis */
}

int sum_of_the_corner(void)
{
    return 10 + 12 + 16 + 18;
}

int stride_after_transpose(void)
{
    return 3;
}
