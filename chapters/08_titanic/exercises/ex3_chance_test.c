/* The tests of exercise 08.3. */
#include "ex3_chance.h"

#include <criterion/criterion.h>
#include <math.h>

Test(chance, one_layer)
{
    int said = coefficients_of_one_layer();
    int counted = 0;
    for (int from = 0; from < 12; from++)
        counted += 20;
    counted += 20 + 1;
    cr_assert(said == counted,
              "you said %d. Each of 20 hidden neurons has a coefficient for each of 12 features; then the "
              "output has one for each hidden neuron, and the constant",
              said);
}

Test(chance, two_layers)
{
    int said = coefficients_of_two_layers();
    const int sizes[] = {12, 10, 10, 1};
    int counted = 0;
    for (int i = 0; i < 3; i++)
        counted += sizes[i] * sizes[i + 1] + 1;
    cr_assert(said == counted,
              "you said %d. A layer from n to m has n * m coefficients, and here a single constant", said);
}

Test(chance, right_answers)
{
    int said = right_ones();
    cr_assert(fabs(said / 178.0 - 0.8258) < 0.00005,
              "%d of 178 are %.4f, not .8258: a share of people is a whole number of people", said,
              said / 178.0);
}

Test(chance, deviation)
{
    int said = deviation_of_right_ones();
    cr_assert(said == lround(sqrt(178 * 0.8258 * (1 - 0.8258))),
              "you said %d. n is 178, p is .8258; take the root at the end", said);
}

Test(chance, clearly_better)
{
    int said = is_clearly_better();
    cr_assert(said == (147 - 141 > 2 * sqrt(178 * 0.8258 * (1 - 0.8258))),
              "6 passengers: compare them with twice the deviation of the question before");
}

Test(chance, a_tenth)
{
    int said = passengers_for_a_tenth();
    double now = sqrt(0.8258 * (1 - 0.8258) / 178), then = sqrt(0.8258 * (1 - 0.8258) / said);
    cr_assert(fabs(now / then - 10) < 1e-9,
              "with %d passengers the deviation is %.4g of what it was, not a tenth: n stands under a root",
              said, then / now);
}
