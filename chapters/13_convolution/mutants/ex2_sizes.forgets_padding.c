/* caught by: rows - forgets the padding */
#include "ex2_sizes.h"

int rows_after(void)
{
    return 62; /* (128 + 4 - 5) / 2 + 1 */
}

int padding_that_keeps_the_size(void)
{
    return 3; /* as far as the kernel reaches beyond its middle */
}

int parameters_of_16_kernels(void)
{
    return 16 * 5 * 5 * 3 + 16;
}

int multiplications(void)
{
    return 32 * 32 * 16 * 5 * 5 * 3;
}

int rows_seen_by_three_layers(void)
{
    return 9; /* 3, then 5; then neighbours are 2 rows apart, so 2 more on each side */
}

int times_as_many_weights(void)
{
    return 784 * 4 * 676 / (4 * 9);
}
