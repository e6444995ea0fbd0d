/* caught by: axes_of_a_stack - gives a size where the number of axes is asked */
#include "ex3_shapes.h"

int axes_of_a_stack(void)
{
    return 7;
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
    return 1; /* what was the step along a row */
}
