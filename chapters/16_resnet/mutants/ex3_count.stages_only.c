/* caught by: places_at_the_end - forgets the stem */
#include "ex3_count.h"

/* 3 + 4 + 6 + 3 blocks of two: with the stem and the linear layer, 34. */
int convolutions_of_resnet34(void)
{
    return 2 * (3 + 4 + 6 + 3);
}

int weights_of_a_basic_block(void)
{
    return 2 * 3 * 3 * 64 * 64;
}

int weights_of_a_shortcut(void)
{
    return 64 * 128;
}

int places_at_the_end(void)
{
    return 160 / 8;
}

/* This is why a stage that halves the picture doubles the channels: all stages cost the same. */
int times_the_work(void)
{
    return 1;
}
