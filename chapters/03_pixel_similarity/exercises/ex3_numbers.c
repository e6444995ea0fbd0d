/* Your answer to exercise 03.3. The questions are in chapters/03_pixel_similarity/exercises/ex3_numbers.h.
 *
 * Put a number in the place of each TODO("..."). */
#include "ex3_numbers.h"

int axes_of_the_ideal(void)
{
    return TODO("how many axes has the mean of (6131, 28, 28, 1) over axis 0?");
}

int rmse_of_a_dot(void)
{
    return TODO("the RMSE of a single 1 among 100 pixels, in hundredths");
}

int l1_of_a_dot(void)
{
    return TODO("the L1 of a single 1 among 100 pixels, in hundredths");
}

int signed_chess(void)
{
    return TODO("the mean signed difference of a chess board and its negative, in hundredths");
}

int right_without_looking(void)
{
    return TODO("how many of 1010 threes and 1028 sevens are right for who always says seven?");
}
