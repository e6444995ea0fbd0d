/* caught by: one_side_of_a_square, cube - looks to the left when it should look to the right */
#include "ex1_slope.h"

double slope_one_side(Function *f, double x, double step)
{
    return (f(x) - f(x - step)) / step;
}

/* The feet are two steps apart. */
double slope_both_sides(Function *f, double x, double step)
{
    return (f(x + step) - f(x - step)) / (2 * step);
}
