/* caught by: pieces_of_five - forgets the piece before the first bend */
#include "ex3_lines.h"

double slope_of_both(void)
{
    return 3 * 2;
}

double height_of_both(void)
{
    return 3 * 1 - 2;
}

double left_of_the_bend(void)
{
    return -2; /* 2 * -4 + 1 is below 0: only the second layer's bias is left */
}

double parameters_of_64(void)
{
    return 64 + 64 + 64 + 1; /* weights, biases; weights, one bias */
}

double pieces_of_five(void)
{
    return 5;
}
