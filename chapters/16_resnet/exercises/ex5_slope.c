/* Your answer to exercise 16.5. The contract is in chapters/16_resnet/exercises/ex5_slope.h. */
#include "ex5_slope.h"

#include <math.h>

double first_slope(Module *net, Tensor *x, Tensor *labels)
{
    TODO("a loss, its gradient, and the length of the first part of it");
    return 0;
}

double growth_per_block(double shallow, double deep, int n)
{
    TODO("which number, multiplied n - 1 times?");
    return 0;
}
