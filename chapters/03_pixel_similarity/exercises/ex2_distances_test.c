/* The tests of exercise 03.2. */
#include "ex2_distances.h"

#include <criterion/criterion.h>
#include <math.h>

static void is(double got, double wanted, const char *what, const char *why)
{
    cr_assert(fabs(got - wanted) < 1e-9, "%s is %g, not %g. %s", what, wanted, got, why);
}

static const float EMPTY[4] = {0, 0, 0, 0}, BLOT[4] = {1, 0, 0, 0}, GREY[4] = {0.25f, 0.25f, 0.25f, 0.25f},
                   CHESS[4] = {1, 0, 1, 0}, OTHER_CHESS[4] = {0, 1, 0, 1};

Test(distances, l1_does_not_cancel)
{
    is(distance_l1(CHESS, OTHER_CHESS, 4), 1, "L1 of 1 0 1 0 and 0 1 0 1",
       "They differ by 1 in every pixel; twice too dark and twice too light must not add up to nothing");
}

Test(distances, l1_by_hand)
{
    is(distance_l1(BLOT, EMPTY, 4), 0.25, "L1 of 1 0 0 0 and 0 0 0 0", "One of four pixels differs by 1");
    is(distance_l1(EMPTY, GREY, 4), 0.25, "L1 of 0 0 0 0 and four times 0.25",
       "Every pixel differs by a quarter, and too light counts like too dark");
    is(distance_l1(CHESS, CHESS, 4), 0, "L1 of a picture and itself", "Nothing differs");
}

Test(distances, rmse_by_hand)
{
    is(distance_rmse(BLOT, EMPTY, 4), 0.5, "RMSE of 1 0 0 0 and 0 0 0 0",
       "The squares are 1 0 0 0, their mean is 0.25, and the root of that is asked for");
    is(distance_rmse(EMPTY, GREY, 4), 0.25, "RMSE of 0 0 0 0 and four times 0.25",
       "All squares are 0.0625, so is their mean");
    is(distance_rmse(CHESS, CHESS, 4), 0, "RMSE of a picture and itself", "Nothing differs");
    is(distance_rmse(CHESS, OTHER_CHESS, 4), 1, "RMSE of 1 0 1 0 and 0 1 0 1",
       "All squares are 1, so is their mean");
}

Test(distances, where_they_differ)
{
    double l1_blot = distance_l1(EMPTY, BLOT, 4), l1_grey = distance_l1(EMPTY, GREY, 4);
    double rmse_blot = distance_rmse(EMPTY, BLOT, 4), rmse_grey = distance_rmse(EMPTY, GREY, 4);
    cr_assert(l1_blot == l1_grey,
              "to L1 one blot of 1 is as bad as four shadows of 0.25, but yours says %g and %g", l1_blot,
              l1_grey);
    cr_assert(
        rmse_blot > rmse_grey + 0.1,
        "to RMSE one blot of 1 is worse than four shadows of 0.25, but yours says %g and %g: the squares "
        "are to make the difference",
        rmse_blot, rmse_grey);
}
