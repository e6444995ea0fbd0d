/* caught by: two_calls - asks f four times: the mean of both one-sided slopes */
#include "ex1_slope.h"

double slope_one_side(Function *f, double x, double step)
{
    return (f(x + step) - f(x)) / step;
}

/* The feet are two steps apart. */
double slope_both_sides(Function *f, double x, double step)
{
    return (slope_one_side(f, x, step) + slope_one_side(f, x, -step)) / 2;
}
