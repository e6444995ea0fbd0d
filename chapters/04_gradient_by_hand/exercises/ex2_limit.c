/* Your answer to exercise 04.2. The contract is in chapters/04_gradient_by_hand/exercises/ex2_limit.h. */
#include "ex2_limit.h"

bool settles(double a, double rate)
{
    TODO("descend a * x*x from 1: is x further away after many steps?");
    return false;
}

double largest_rate(double a)
{
    TODO("look for the largest rate that settles");
    return 0;
}
