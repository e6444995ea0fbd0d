/* The tests of exercise 05.3. */
#include "ex3_stop.h"

#include <criterion/criterion.h>
#include <math.h>

static void stops(const char *what, const double *losses, int n, double least, int patience, int wanted,
                  const char *why)
{
    int got = stop_at(losses, n, least, patience);
    cr_assert(got == wanted, "%s: should stop at %d, yours stops at %d. %s", what, wanted, got, why);
}

Test(stop, flat)
{
    const double losses[] = {5, 3, 3, 3, 3};
    stops("5 3 3 3 3, least 0.1, patience 1", losses, 5, 0.1, 1, 2,
          "Step 2 is the first without an improvement");
    stops("5 3 3 3 3, least 0.1, patience 3", losses, 5, 0.1, 3, 4,
          "Steps 2, 3 and 4 are the three without one");
    stops("5 3 3 3 3, least 0.1, patience 4", losses, 5, 0.1, 4, 5,
          "There are only three without one: no reason yet");
}

Test(stop, starts_counting_again)
{
    const double losses[] = {9, 9, 5, 5, 2, 2, 2};
    stops("9 9 5 5 2 2 2, least 1, patience 2", losses, 7, 1, 2, 6,
          "Only losses in a row count: after each improvement patience begins anew");
}

/* 678.12 is the best at step 6; 677.18 is not 1 below it, 677.00 is. */
Test(stop, small_gains_add_up)
{
    const double losses[] = {25823.81, 5435.54, 1577.45, 847.38, 709.22, 683.08,
                             678.12,   677.18,  677.00,  676.96, 676.95};
    stops("the roller coaster, least 1, patience 2", losses, 11, 1, 2, 10,
          "677.00 is 1.12 below the best, 678.12, although only 0.18 below the loss before it");
    stops("the roller coaster, least 0, patience 3", losses, 11, 0, 3, 11,
          "Every loss is lower than the one before");
}

Test(stop, just_enough)
{
    const double losses[] = {4, 3, 2, 1};
    stops("4 3 2 1, least 1, patience 1", losses, 4, 1, 1, 4,
          "Every loss is 1 below the best, and at least 1 is what was asked for");
}

Test(stop, up_is_no_improvement)
{
    const double losses[] = {4, 7, 5, 4.5};
    stops("4 7 5 4.5, least 0.5, patience 3", losses, 4, 0.5, 3, 3,
          "5 is lower than 7, but the best is still the 4 at the beginning");
}

Test(stop, explodes)
{
    const double losses[] = {4, 900, NAN, NAN}, infinite[] = {4, INFINITY, 1}, at_once[] = {NAN, 1, 0};
    stops("4 900 nan nan, patience 10", losses, 4, 1, 10, 2,
          "A NaN never goes away again: no patience with it");
    stops("4 inf 1, patience 10", infinite, 3, 1, 10, 1, "It has exploded");
    stops("nan 1 0, patience 10", at_once, 3, 1, 10, 0, "The very first loss may be a NaN, too");
}
