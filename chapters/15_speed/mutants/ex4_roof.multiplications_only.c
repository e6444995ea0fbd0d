/* caught by: product_intensity - counts the multiplications and not the additions */
#include "ex4_roof.h"

int ridge(void)
{
    return 5; /* 100 / 20 */
}

int relu_millions(void)
{
    return 2500; /* 20 billion bytes are 2.5 billion times 8 */
}

int product_intensity(void)
{
    return 100; /* 2 n^3 operations on 3 n^2 numbers of 4 bytes: n / 6 */
}

int sums_under_way(void)
{
    return 8; /* 2 units x 4 cycles */
}

int patches_times_picture(void)
{
    return 9; /* each pixel is in nine windows */
}

int winograd_multiplications(void)
{
    return 36; /* one for each of 6 x 6 points */
}
