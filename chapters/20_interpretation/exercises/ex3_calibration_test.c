/* The tests of exercise 20.3. */
#include "ex3_calibration.h"

#include <criterion/criterion.h>
#include <math.h>

static void near(double got, double wanted, const char *why)
{
    cr_assert(fabs(got - wanted) < 1e-9, "%g, wanted %g. %s", got, wanted, why);
}

Test(calibration, one_piece)
{
    static const double said[4] = {0.75, 0.75, 0.75, 0.75};
    near(calibration_error(said, (bool[]){true, true, true, false}, 4, 1), 0,
         "Said .75, and three of four are right");
    near(calibration_error(said, (bool[]){true, true, false, false}, 4, 1), 0.25,
         "Said .75, and half are right");
    near(calibration_error(said, (bool[]){true, true, true, true}, 4, 1), 0.25,
         "Said .75, and all are right: too modest is wrong, too");
}

Test(calibration, both_ways)
{
    near(calibration_error((double[]){0.3, 0.3, 0.7, 0.7}, (bool[]){true, false, true, false}, 4, 2), 0.2,
         "One piece is .2 too modest, the other boasts by .2; that makes .2, not 0");
}

Test(calibration, weights)
{
    near(calibration_error((double[]){0.9, 0.9, 0.9, 0.4}, (bool[]){true, true, true, false}, 4, 2), 0.175,
         "Three answers are off by .1 and one by .4: a mean over answers, not over pieces");
}

Test(calibration, borders)
{
    near(calibration_error((double[]){1, 1, 1, 1}, (bool[]){true, true, true, false}, 4, 10), 0.25,
         "A confidence of 1 belongs to the last piece, and counts");
    near(calibration_error((double[]){0.5, 0.25}, (bool[]){true, false}, 2, 2), 0.125,
         ".5 is the end of the first of two pieces: there, .375 was said and half is right");
    near(calibration_error((double[]){0.5}, (bool[]){true}, 0, 10), 0, "No answers");
}
