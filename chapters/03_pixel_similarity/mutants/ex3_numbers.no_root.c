/* caught by: rmse_of_a_dot - forgets the root */
#include "ex3_numbers.h"

int axes_of_the_ideal(void)
{
    return 3; /* (28, 28, 1): which picture it was is averaged away */
}

int rmse_of_a_dot(void)
{
    return 1;
}

int l1_of_a_dot(void)
{
    return 1;
}

int signed_chess(void)
{
    return 0; /* 32 times +1 and 32 times -1 */
}

int right_without_looking(void)
{
    return 1028; /* 50.4 % */
}
