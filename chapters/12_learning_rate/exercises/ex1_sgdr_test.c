/* The tests of exercise 12.1. */
#include "ex1_sgdr.h"

#include "train/schedule.h"

#include <criterion/criterion.h>
#include <math.h>

static void gives(double lr_max, int n, double mult, double position, double wanted, const char *why)
{
    double got = sgdr(lr_max, n, mult, position);
    cr_assert(fabs(got - wanted) < 1e-9 * lr_max,
              "%d cycles, mult %g, at %.4f of the fit: the rate is %g, not %g. %s", n, mult, position, wanted,
              got, why);
}

Test(sgdr, one_cycle)
{
    gives(2, 1, 2, 0, 2, "A cycle begins at lr_max");
    gives(2, 1, 2, 0.5, 1, "Half the way is half the height of a cosine");
    gives(2, 1, 2, 1, 0, "The end of everything is 0, and no restart");
}

Test(sgdr, equal_cycles)
{
    gives(1, 4, 1, 0.125, 0.5, "Four cycles of a quarter each: an eighth is half of the first");
    gives(1, 4, 1, 0.25, 1, "After a quarter it starts again from the top");
    gives(1, 4, 1, 0.875, 0.5, "The middle of the last cycle");
}

Test(sgdr, cycles_that_grow)
{
    gives(1, 3, 2, 1.0 / 14, 0.5, "The first of three is a seventh of the fit, not a third");
    gives(1, 3, 2, 2.0 / 7, 0.5, "The second lasts from 1/7 to 3/7");
    gives(1, 3, 2, 5.0 / 7, 0.5, "The third lasts from 3/7 to the end");
    gives(1, 3, 2, 1, 0, "The end of the last cycle is 0");
}

Test(sgdr, as_the_library)
{
    Schedule library = schedule_sgdr((Sgdr){.lr_max = 0.3, .n_cycles = 4, .cycle_mult = 1.5});
    for (int i = 0; i < 97; i++)
        gives(0.3, 4, 1.5, i / 97.0, schedule_at(&library, i / 97.0).lr,
              "So says the library's schedule_sgdr");
}
