/* Your answer to exercise 01.4. The questions are in chapters/01_pixels/exercises/ex4_sizes.h.
 *
 * Put a number in the place of each TODO("..."). */
#include "ex4_sizes.h"

int64_t bytes_of_a_photo(void)
{
    return TODO("the bytes of 4000 x 3000 pixels in colour");
}

int64_t bytes_of_a_batch(void)
{
    return TODO("the bytes of 64 colour pictures of 224 x 224 as floats");
}

int64_t place_in_grey(void)
{
    return TODO("the place of row 5, column 7 in a grey picture 30 wide");
}

int64_t place_of_blue(void)
{
    return TODO("the place of the blue of row 2, column 3 in a colour picture 30 wide");
}

int64_t brighter(void)
{
    return TODO("a uint8_t of 250, plus 10");
}
