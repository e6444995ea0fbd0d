/* The tests of exercise 19.1. */
#include "ex1_slice.h"

#include <criterion/criterion.h>
#include <math.h>

static void gives(double first, double last, int n, int g, double wanted, const char *why)
{
    double rates[8];
    slice_rates(first, last, n, rates);
    cr_assert(fabs(rates[g] - wanted) <= 1e-9 * wanted, "slice(%g, %g): group %d of %d has %g, not %g. %s",
              first, last, g, n, rates[g], wanted, why);
}

Test(slice, ends)
{
    gives(1e-5, 1e-3, 3, 0, 1e-5, "The first group has the first rate");
    gives(1e-5, 1e-3, 3, 2, 1e-3, "The last group has the last rate");
}

Test(slice, between)
{
    gives(1e-5, 1e-3, 3, 1, 1e-4, "From 1e-5 to 1e-3 the middle is where the factor is 10 to either side");
    gives(1e-6, 1e-3, 4, 1, 1e-5, "Three steps, each ten times");
    gives(1e-6, 1e-3, 4, 2, 1e-4, "Three steps, each ten times");
}

Test(slice, one_group)
{
    gives(1e-5, 1e-3, 1, 0, 1e-3, "The only group is the last, too");
}
