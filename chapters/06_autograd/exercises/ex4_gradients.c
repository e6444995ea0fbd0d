/* Your answer to exercise 06.4. The questions are in chapters/06_autograd/exercises/ex4_gradients.h.
 *
 * Put a number in the place of each TODO("..."). */
#include "ex4_gradients.h"

double two_backwards(void)
{
    return TODO("x->grad after two backwards of x*x at 3");
}

double left_of_the_corner(void)
{
    return TODO("x->grad of relu(x) at -2");
}

double chain(void)
{
    return TODO("x->grad of (2x)*(2x) at 1");
}

double used_twice(void)
{
    return TODO("x->grad of x*x + x at 4");
}

double half_detached(void)
{
    return TODO("x->grad of x * detach(x) at 5");
}
