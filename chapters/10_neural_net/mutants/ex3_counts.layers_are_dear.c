/* caught by: two_layers - thinks that a layer more must cost thousands */
#include "ex3_counts.h"

int parameters_of_ten_digits(void)
{
    return 784 * 30 + 30 + 30 * 10 + 10;
}

int two_layers_cost(void)
{
    return 2; /* 23,082 against 23,860 */
}

int without_the_relu(void)
{
    return 785;
}

int steps_of_an_epoch(void)
{
    return 938;
}

int hundredths_of_no_idea(void)
{
    return 230;
}

int is_it_worse(void)
{
    return 0; /* it is surer of its errors, and makes as many */
}
