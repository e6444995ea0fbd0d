/* A solution of exercise 04.1. */
#include "ex1_slope.h"

double slope_one_side(Function *f, double x, double step)
{
    return (f(x + step) - f(x)) / step;
}

/* The feet are two steps apart. */
double slope_both_sides(Function *f, double x, double step)
{
    return (f(x + step) - f(x - step)) / (2 * step);
}
