/* A solution of exercise 09.3. */
#include "ex3_batches.h"

int parameters(void)
{
    return 784 + 1;
}

int steps_of_an_epoch(void)
{
    return 49; /* 48 full batches and a rest */
}

int last_training_batch(void)
{
    return 12396 - 48 * 256;
}

int validation_batches(void)
{
    return 8;
}

int percent_more(void)
{
    return 4; /* 1/246 against 1/256 */
}

int steps_with_threes_only(void)
{
    return 6131 / 256;
}

int slope_of_white(void)
{
    return 0; /* whatever the weight is, it is multiplied by 0 */
}
