/* Your answer to exercise 16.3. The questions are in chapters/16_resnet/exercises/ex3_count.h.
 *
 * Put a number in the place of each TODO("..."). */
#include "ex3_count.h"

int convolutions_of_resnet34(void)
{
    return TODO("how many 3 x 3 convolutions has ResNet-34?");
}

int weights_of_a_basic_block(void)
{
    return TODO("the weights of two 3 x 3 convolutions, 64 channels to 64");
}

int weights_of_a_shortcut(void)
{
    return TODO("the weights of a 1 x 1 convolution, 64 channels to 128");
}

int places_at_the_end(void)
{
    return TODO("160, halved five times");
}

int times_the_work(void)
{
    return TODO("a quarter of the places, twice the channels in, twice out");
}
