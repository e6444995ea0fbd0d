/* Your answer to exercise 12.1. The contract is in chapters/12_learning_rate/exercises/ex1_sgdr.h. */
#include "ex1_sgdr.h"

#include <math.h>

double sgdr(double lr_max, int n_cycles, double mult, double position)
{
    TODO("in which cycle is this position, and how much of that cycle is done?");
    return 0;
}
