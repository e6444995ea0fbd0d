/* The tests of exercise 05.4. */
#include "ex4_counts.h"

#include <criterion/criterion.h>
#include <math.h>

static void predicted(double said, double computed, const char *why)
{
    cr_assert(fabs(said - computed) < 1e-9, "you said %g, and it is not. %s", said, why);
}

static int steps_of(int n, int batch)
{
    int steps = 0;
    for (int from = 0; from < n; from += batch)
        steps++;
    return steps;
}

Test(counts, steps_of_an_epoch)
{
    predicted(steps_of_an_epoch(), steps_of(1000, 100),
              "One epoch goes through all points once. A step needs 100 of them; epochs are not steps");
}

Test(counts, steps_of_three_epochs)
{
    predicted(steps_of_three_epochs(), 3 * steps_of(713, 64),
              "64 goes into 713 eleven times, and what is left over is a batch too");
}

Test(counts, after_the_step)
{
    predicted(after_the_step(), 2 - 0.1 * -3,
              "The loss falls as the parameter rises: which way is downhill?");
}

Test(counts, mean_squared_error)
{
    const double errors[] = {1, -1, 2, -2};
    double sum = 0;
    for (int i = 0; i < 4; i++)
        sum += errors[i] * errors[i];
    predicted(mean_squared_error(), sum / 4,
              "Squares are never below 0: nothing cancels. Then their mean, no root");
}

Test(counts, slope_for_a_over_c)
{
    double for_a = 0, for_c = 0;
    for (int time = 0; time < 20; time++) {
        for_a += 2 * time * time;
        for_c += 2;
    }
    predicted(slope_for_a_over_c(), for_a / for_c,
              "Sum 2 * error * time * time, and 2 * error, with error 1");
}
