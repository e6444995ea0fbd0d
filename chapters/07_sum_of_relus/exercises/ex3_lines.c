/* Your answer to exercise 07.3. The questions are in chapters/07_sum_of_relus/exercises/ex3_lines.h.
 *
 * Put a number in the place of each TODO("..."). */
#include "ex3_lines.h"

double slope_of_both(void)
{
    return TODO("the slope of 3 (2x + 1) - 2");
}

double height_of_both(void)
{
    return TODO("3 (2x + 1) - 2 at 0");
}

double left_of_the_bend(void)
{
    return TODO("3 relu(2x + 1) - 2 at -4");
}

double parameters_of_64(void)
{
    return TODO("how many parameters has a sum of 64 ReLUs?");
}

double pieces_of_five(void)
{
    return TODO("straight pieces of 5 ReLUs, at most");
}
