/* The tests of exercise 18.3. */
#include "ex3_odds.h"

#include <criterion/criterion.h>
#include <math.h>

static void near(double said, double wanted, const char *why)
{
    cr_assert(fabs(said - wanted) < 6e-5, "you said %.4f. %s", said, why);
}

Test(odds, nothing_moves)
{
    near(nothing_moves(), 0.001953125,
         "No flip (.5), and none of four things that each happen in three of four cases: one picture in 512");
}

Test(odds, light_stays)
{
    near(light_stays(), 0.0625, "Neither of two, each left out with probability .25");
}

Test(odds, all_four)
{
    near(all_four(), 0.31640625, "Rotation, zoom, and warp twice: .75 each");
}

Test(odds, interpolations)
{
    int naive = interpolations_naive(), composed = interpolations_composed();
    cr_assert(naive == 3, "you said %d. Three steps one after another interpolate three times", naive);
    cr_assert(composed == 1, "you said %d. All places are worked out first, and then the pixels once",
              composed);
}

Test(odds, digits)
{
    static const int wanted[10] = {1, 1, 0, 0, 0, 0, 0, 0, 1, 0};
    for (int digit = 0; digit < 10; digit++) {
        int said = flips_well(digit);
        cr_assert(said == wanted[digit], "you said %s of the %d. Hold it against a mirror",
                  said ? "yes" : "no", digit);
    }
}
