/* The tests of exercise 12.4. */
#include "ex4_stop.h"

#include <criterion/criterion.h>
#include <math.h>

static void keeps(const double *losses, int n, int patience, int best, int stop, const char *why)
{
    int stopped = -7, kept = epoch_to_keep(losses, n, patience, &stopped);
    cr_assert(stopped == stop, "patience %d: it stops after epoch %d, and you stop after %d. %s", patience,
              stop, stopped, why);
    cr_assert(kept == best, "patience %d: the weights to keep are those of epoch %d, not %d. %s", patience,
              best, kept, why);
}

Test(stop, overfitting)
{
    const double losses[] = {1.1, 0.8, 0.6, 0.62, 0.61, 0.7, 0.8, 0.9};
    keeps(losses, 8, 3, 2, 5, "Epochs 3, 4 and 5 bring nothing new; the weights of epoch 2 were the best");
    keeps(losses, 8, 1, 2, 3, "With patience 1 the first epoch that is no better ends it");
}

Test(stop, a_bump_is_forgiven)
{
    const double losses[] = {1.0, 1.2, 1.1, 0.7, 0.8, 0.75, 0.5, 0.6};
    keeps(losses, 8, 3, 6, 7, "Two bad epochs and then a better one: the count starts again");
    keeps(losses, 8, 2, 0, 2, "Patience 2 gives up before the better epoch comes");
}

Test(stop, equal_is_no_better)
{
    const double losses[] = {0.5, 0.5, 0.5, 0.5};
    keeps(losses, 4, 2, 0, 2, "A loss that equals the lowest is no new lowest one");
}

Test(stop, not_a_number)
{
    const double losses[] = {0.9, NAN, 0.8, NAN, NAN, 0.1};
    keeps(losses, 6, 2, 2, 4, "NaN is never the lowest, and it counts as an epoch that brought nothing");
    const double none[] = {NAN, NAN};
    keeps(none, 2, 5, 0, 1, "Where no loss is a number, epoch 0 it is");
}

Test(stop, never_stops_without_need)
{
    const double losses[] = {0.9, 0.8, 0.7};
    keeps(losses, 3, 2, 2, 2, "It got better to the end");
    keeps(losses, 1, 2, 0, 0, "One epoch is all there is");
}
