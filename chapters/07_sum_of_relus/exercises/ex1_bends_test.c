/* The tests of exercise 07.1. */
#include "ex1_bends.h"

#include <criterion/criterion.h>
#include <math.h>

static double line(double x)
{
    return 3 * x - 1;
}

static void near(const char *what, double got, double wanted, double within, const char *why)
{
    cr_assert(fabs(got - wanted) <= within, "%s: should be %.6f, yours is %.6f. %s", what, wanted, got, why);
}

Test(bends, value)
{
    const Bend bends[] = {{0, 1}, {1, -3}, {0, 100}}; /* the third is none of the two */
    near("2 + relu(x) - 3 relu(x - 1) at -5", bends_value(bends, 2, 2, -5), 2, 0,
         "Left of all bends only the height is left");
    near("2 + relu(x) - 3 relu(x - 1) at 0.5", bends_value(bends, 2, 2, 0.5), 2.5, 0,
         "The second bend is not on yet");
    near("2 + relu(x) - 3 relu(x - 1) at 3", bends_value(bends, 2, 2, 3), -1, 0,
         "2 + 3 - 3 * 2: both are on");
}

Test(bends, straight_line)
{
    Bend bends[5] = {[4] = {-7, -7}};
    double height = bends_build(line, 0, 2, bends, 4);
    cr_assert(bends[4].at == -7 && bends[4].turn == -7, "four pieces are four bends, and you wrote a fifth");
    near("the height of 3x - 1 from 0 on", height, -1, 1e-12,
         "The sum left of all bends is where the curve begins");
    near("the first turn", bends[0].turn, 3, 1e-12, "Before it the slope is 0, after it 3");
    for (int i = 1; i < 4; i++)
        near("a later turn", bends[i].turn, 0, 1e-12,
             "A line does not turn: a bend adds the CHANGE of slope");
    near("where the last bend is", bends[3].at, 1.5, 1e-12, "Four pieces of equal width between 0 and 2");
}

Test(bends, meets_the_curve)
{
    Bend bends[5];
    double height = bends_build(cos, 1, 6, bends, 5);
    for (int x = 1; x <= 6; x++)
        near("the cosine at a joint", bends_value(bends, 5, height, x), cos(x), 1e-9,
             "At every joint the sum and the curve are equal");
    near("half way between two joints", bends_value(bends, 5, height, 2.5), (cos(2) + cos(3)) / 2, 1e-9,
         "Between them it is straight");
}

static double worst_on_sine(int n)
{
    Bend bends[64];
    double height = bends_build(sin, 0, 6.283185307179586, bends, n), worst = 0;
    for (int i = 0; i <= 1000; i++) {
        double x = 6.283185307179586 * i / 1000;
        worst = fmax(worst, fabs(bends_value(bends, n, height, x) - sin(x)));
    }
    return worst;
}

Test(bends, sine)
{
    near("the worst error of 64 ReLUs on a sine", worst_on_sine(64), 0.0012, 0.0001,
         "A 64th of a turn is almost straight");
    double ratio = worst_on_sine(16) / worst_on_sine(32);
    cr_assert(ratio > 3.8 && ratio < 4.2,
              "twice the pieces should leave a quarter of the error, because a curve leaves its chord with "
              "the square of the length. Yours leaves one part in %.2f",
              ratio);
}
