/* Your answer to exercise 15.4. The questions are in chapters/15_speed/exercises/ex4_roof.h.
 *
 * Put a number in the place of each TODO("..."). */
#include "ex4_roof.h"

int ridge(void)
{
    return TODO("operations per byte at the ridge");
}

int relu_millions(void)
{
    return TODO("millions of operations a second of a ReLU");
}

int product_intensity(void)
{
    return TODO("operations per byte of a 1200 x 1200 product");
}

int sums_under_way(void)
{
    return TODO("sums under way at the same time");
}

int patches_times_picture(void)
{
    return TODO("patches, times the picture");
}

int winograd_multiplications(void)
{
    return TODO("multiplications for 4 x 4 results");
}
