/* caught by: both_sides_of_a_square, cube, how_the_errors_fall - divides by one step, and the feet are two
 * apart */
#include "ex1_slope.h"

double slope_one_side(Function *f, double x, double step)
{
    return (f(x + step) - f(x)) / step;
}

/* The feet are two steps apart. */
double slope_both_sides(Function *f, double x, double step)
{
    return (f(x + step) - f(x - step)) / step;
}
