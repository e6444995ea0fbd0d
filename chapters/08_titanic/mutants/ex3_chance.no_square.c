/* caught by: a_tenth - takes ten times as many */
#include "ex3_chance.h"

int coefficients_of_one_layer(void)
{
    return 12 * 20 + 20 + 1;
}

int coefficients_of_two_layers(void)
{
    return 12 * 10 + 10 * 10 + 10 + 3;
}

int right_ones(void)
{
    return 147; /* 178 * .8258 */
}

int deviation_of_right_ones(void)
{
    return 5; /* sqrt(178 * .8258 * .1742) is 5.06 */
}

int is_clearly_better(void)
{
    return 0; /* 6 against 10 */
}

int passengers_for_a_tenth(void)
{
    return 10 * 178; /* the deviation of a share falls with the root of n */
}
