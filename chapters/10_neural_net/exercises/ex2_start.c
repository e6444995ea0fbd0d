/* Your answer to exercise 10.2. The contract is in chapters/10_neural_net/exercises/ex2_start.h. */
#include "ex2_start.h"

double start_linear(int64_t fan_in)
{
    TODO("the deviation for which fan_in * deviation^2 is 1");
    return 0;
}

double start_leaky_relu(int64_t fan_in, double slope)
{
    TODO("the same, made up for what the leaky ReLU takes away");
    return 0;
}
