/* caught by: rate_of_step_50 - takes the middle of a straight axis */
#include "ex3_rates.h"

double first_rate(void)
{
    return 0.1 / 25;
}

int batch_of_the_top(void)
{
    return 10; /* a quarter of 40 */
}

double momentum_at_the_top(void)
{
    return 0.85; /* lowest where the rate is highest */
}

double rate_of_step_50(void)
{
    return 5; /* half of the eight powers of ten */
}

double largest_rate(void)
{
    return 1; /* |1 - 2 lr| is 1 there */
}
