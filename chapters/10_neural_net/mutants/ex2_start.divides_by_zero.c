/* caught by: hundred_inputs - divides by a fan_in of 0 */
#include "ex2_start.h"

#include <math.h>

double start_linear(int64_t fan_in)
{
    return 1 / sqrt((double)fan_in);
}

double start_leaky_relu(int64_t fan_in, double slope)
{
    double kept = (1 + slope * slope) / 2; /* of the mean square */
    return start_linear(fan_in) / sqrt(kept);
}
