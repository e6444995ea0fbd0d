/* Your answer to exercise 08.3. The contract is in chapters/08_titanic/exercises/ex3_chance.h.
 *
 * Put a number in the place of each TODO("..."). */
#include "ex3_chance.h"

int coefficients_of_one_layer(void)
{
    return TODO("coefficients of 12 - 20 - 1, with one constant");
}

int coefficients_of_two_layers(void)
{
    return TODO("coefficients of 12 - 10 - 10 - 1, with three constants");
}

int right_ones(void)
{
    return TODO("how many of 178 are right?");
}

int deviation_of_right_ones(void)
{
    return TODO("sqrt(n p (1 - p)), rounded");
}

int is_clearly_better(void)
{
    return TODO("147 against 141 of 178: 1 or 0");
}

int passengers_for_a_tenth(void)
{
    return TODO("passengers for a tenth of the deviation");
}
