/* Your answer to exercise 13.5. The contract is in chapters/13_convolution/exercises/ex5_kernels.h. */
#include "ex5_kernels.h"

void vertical_line(float kernel[3][3])
{
    TODO("nine weights that answer to a bright line");
}

void blur(float kernel[3][3])
{
    TODO("nine weights that average");
}

void sharpen(float kernel[3][3])
{
    TODO("nine weights that make an edge steeper");
}

void move_right(float kernel[3][3])
{
    TODO("nine weights that move the picture");
}
