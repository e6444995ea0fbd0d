/* caught by: columns_seen - sees the whole photo, as squish does */
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
    return 640;
}

int black_rows(void)
{
    return 32;
}

int torn_pairs(void)
{
    return 32;
}
