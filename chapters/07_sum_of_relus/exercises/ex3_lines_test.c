/* The tests of exercise 07.3. */
#include "ex3_lines.h"

#include "base/random.h"
#include "nn/module.h"

#include <criterion/criterion.h>
#include <math.h>

static void predicted(double said, double computed, const char *why)
{
    cr_assert(fabs(said - computed) < 1e-9, "you said %g, and it is not. %s", said, why);
}

static double both(double x)
{
    return 3 * (2 * x + 1) - 2;
}

Test(lines, slope_of_both)
{
    predicted(slope_of_both(), both(1) - both(0),
              "Put 2x + 1 in the place of y and multiply out: slopes multiply");
}

Test(lines, height_of_both)
{
    predicted(height_of_both(), both(0),
              "At x = 0 the first layer makes 1, and the second makes something of that");
}

Test(lines, left_of_the_bend)
{
    predicted(left_of_the_bend(), 3 * fmax(0, 2 * -4 + 1) - 2,
              "The ReLU is off, so it hands on 0; the second layer does something to that all the same");
}

Test(lines, parameters_of_64)
{
    double said = parameters_of_64();
    random_seed(0);
    Module *net = nn_sequential(nn_linear(1, 64), nn_relu(), nn_linear(64, 1));
    predicted(said, (double)nn_parameter_count(net),
              "The first layer has a weight and a bias for each ReLU, the second a weight for each and a "
              "single bias");
}

Test(lines, pieces_of_five)
{
    const double at[] = {-2, -1, 0, 1, 2};
    int pieces = 1;
    for (int i = 0; i < 5; i++) /* each bend ends a piece and begins another */
        pieces += at[i] < 3;
    predicted(pieces_of_five(), pieces, "Without a bend there is one piece already");
}
