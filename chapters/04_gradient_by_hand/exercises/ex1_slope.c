/* Your answer to exercise 04.1. The contract is in chapters/04_gradient_by_hand/exercises/ex1_slope.h. */
#include "ex1_slope.h"

double slope_one_side(Function *f, double x, double step)
{
    TODO("the rise of f from x to x + step, per step");
    return 0;
}

double slope_both_sides(Function *f, double x, double step)
{
    TODO("the rise of f from x - step to x + step, per what lies between them");
    return 0;
}
