/* caught by: left_over - counts the batches */
#include "ex3_numbers.h"

int held_back(void)
{
    return 79;
}

int left_over(void)
{
    return 8;
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
    return 32;
}
