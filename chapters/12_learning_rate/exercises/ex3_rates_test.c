/* The tests of exercise 12.3: the library's schedules say whether it was right. */
#include "ex3_rates.h"

#include "train/schedule.h"

#include <criterion/criterion.h>
#include <math.h>

static const OneCycle cycle = {.lr_max = 0.1};

static void predicted(double said, double is, const char *why)
{
    cr_assert(fabs(said - is) <= 1e-6 * fabs(is), "you said %g, and it is not. %s", said, why);
}

Test(rates, first_rate)
{
    double said = first_rate();
    predicted(said, schedule_one_cycle_lr(cycle, 0), "The warm-up begins at a small part of lr_max: which?");
}

Test(rates, batch_of_the_top)
{
    int said = batch_of_the_top(), top = 0;
    for (int i = 0; i < 40; i++)
        if (schedule_one_cycle_lr(cycle, i / 40.0) > schedule_one_cycle_lr(cycle, top / 40.0))
            top = i;
    predicted(said, top, "One cycle is spread over all four epochs, and a quarter of it goes up");
}

Test(rates, momentum_at_the_top)
{
    double said = momentum_at_the_top();
    predicted(said, schedule_one_cycle_mom(cycle, 0.25), "It moves against the rate: low where that is high");
}

Test(rates, rate_of_step_50)
{
    double said = rate_of_step_50();
    predicted(said, 1e-7 * pow(10 / 1e-7, 50 / 100.0),
              "It is multiplied, not added to: the middle of 1 and 100 is 10 here");
}

Test(rates, largest_rate)
{
    double said = largest_rate();
    cr_assert(said > 0, "you said %g, and a learning rate is above 0", said);
    double low = fabs(1 - 2 * 0.999 * said), high = fabs(1 - 2 * 1.001 * said);
    cr_assert(low < 1 && high > 1,
              "you said %g: just below it a step multiplies |x| by %.3f, just above by %.3f. Where does that "
              "cross 1?",
              said, low, high);
}
