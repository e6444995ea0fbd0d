/* caught by: held_back - counts the photos that are left */
#include "ex3_numbers.h"

int held_back(void)
{
    return 316;
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
    return 32;
}
