/* caught by: torn_pairs - takes the share that is held back */
#include "ex3_numbers.h"

int held_back(void)
{
    return 79;
}

int left_over(void)
{
    return 9;
}

int columns_seen(void)
{
    return 480;
}

int black_rows(void)
{
    return 32;
}

int torn_pairs(void)
{
    return 20;
}
