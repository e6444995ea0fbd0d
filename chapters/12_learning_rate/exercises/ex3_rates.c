/* Your answer to exercise 12.3. The questions are in chapters/12_learning_rate/exercises/ex3_rates.h.
 *
 * Put a number in the place of each TODO("..."). */
#include "ex3_rates.h"

double first_rate(void)
{
    return TODO("the first rate of fit_one_cycle(4, .1)");
}

int batch_of_the_top(void)
{
    return TODO("the batch before which the rate is highest");
}

double momentum_at_the_top(void)
{
    return TODO("the momentum there");
}

double rate_of_step_50(void)
{
    return TODO("the rate of step 50 of lr_find");
}

double largest_rate(void)
{
    return TODO("the rate above which x*x diverges");
}
