/* Your answer to exercise 17.3. The questions are in chapters/17_data_block/exercises/ex3_numbers.h.
 *
 * Put a number in the place of each TODO("..."). */
#include "ex3_numbers.h"

int held_back(void)
{
    return TODO("how many of 395 photos are a fifth?");
}

int left_over(void)
{
    return TODO("how many of 137 photos are in no whole batch of 16?");
}

int columns_seen(void)
{
    return TODO("how many of 640 columns are left by the crop?");
}

int black_rows(void)
{
    return TODO("how many of 128 rows are black?");
}

int torn_pairs(void)
{
    return TODO("about how many of 100 pairs are torn apart?");
}
