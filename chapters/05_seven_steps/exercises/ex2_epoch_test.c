/* The tests of exercise 05.2. */
#include "ex2_epoch.h"

#include <criterion/criterion.h>
#include <math.h>

static const double X[] = {1, 2, 3, 4, 5}, Y[] = {2, 4, 6, 8, 10}; /* y = 2x */
static const int64_t IN_ORDER[] = {0, 1, 2, 3, 4}, SHUFFLED[] = {4, 1, 0, 3, 2};

static void ends_at(const char *what, const int64_t *order, int n, int batch, double wanted, int wanted_steps,
                    const char *why)
{
    double w = 0;
    int steps = run_epoch(&w, X, Y, order, n, batch, 0.01);
    cr_assert(steps == wanted_steps,
              "%s: should take %d steps, yours took %d. Every batch is one, the last one too", what,
              wanted_steps, steps);
    cr_assert(fabs(w - wanted) < 1e-9, "%s: w should end at %.6f, yours ends at %.6f. %s", what, wanted, w,
              why);
}

Test(epoch, whole_batch)
{
    ends_at("all five points at once", IN_ORDER, 5, 5, 0.44, 1,
            "The mean of 2 * error * x over five points is -44");
}

Test(epoch, equal_batches)
{
    ends_at("four points, two at a time", IN_ORDER, 4, 2, 0.575, 2,
            "After the first two w is 0.1, and the second two see that");
}

Test(epoch, smaller_last_batch)
{
    ends_at("five points, two at a time", IN_ORDER, 5, 2, 1.2875, 3,
            "The last batch has one point: the mean over it is its own slope, not half of it");
    ends_at("five points, batches of 100", IN_ORDER, 5, 100, 0.44, 1,
            "There are only five: that is the whole batch, and a mean over five");
}

Test(epoch, order)
{
    const double y[] = {2, 4, 6, 8, 0}; /* the last point says otherwise, so it matters when it is seen */
    double w = 0;
    run_epoch(&w, X, y, SHUFFLED, 5, 1, 0.01);
    cr_assert(fabs(w - 0.99453568) < 1e-7,
              "one at a time, order 4 1 0 3 2: w ends at %.6f, and should at 0.994536. Point 4 comes first",
              w);
}
