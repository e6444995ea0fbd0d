/* caught by: cycles - a cycle for each epoch */
#include "ex3_counts.h"

int numbers_into_the_head(void)
{
    return 2 * 512;
}

int parameters_of_the_head(void)
{
    return 2 * 1024 + 1024 * 512 + 2 * 512 + 512 * 37;
}

int cycles(void)
{
    return 5;
}

double rate_of_the_first_group(void)
{
    return 2e-3 / 2 / 100;
}

int worked_out_again(void)
{
    return 0;
}
