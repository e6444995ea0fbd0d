/* caught by: axes_of_the_ideal - thinks that all axes stay */
#include "ex3_numbers.h"

int axes_of_the_ideal(void)
{
    return 4;
}

int rmse_of_a_dot(void)
{
    return 10; /* the root of 1/100 is 1/10 */
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
