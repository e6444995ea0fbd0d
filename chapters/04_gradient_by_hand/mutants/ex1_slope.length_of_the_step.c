/* caught by: one_side_of_a_square - divides by the length of the step, whatever its direction */
#include "ex1_slope.h"

double slope_one_side(Function *f, double x, double step)
{
    return (f(x + step) - f(x)) / (step < 0 ? -step : step);
}

/* The feet are two steps apart. */
double slope_both_sides(Function *f, double x, double step)
{
    return (f(x + step) - f(x - step)) / (2 * step);
}
