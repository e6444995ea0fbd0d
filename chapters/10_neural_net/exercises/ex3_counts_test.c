/* The tests of exercise 10.3. */
#include "ex3_counts.h"

#include "lib.h"

#include <criterion/criterion.h>

Test(counts, ten_digits)
{
    int said = parameters_of_ten_digits();
    double counted =
        (double)nn_parameter_count(nn_sequential(nn_linear(784, 30), nn_relu(), nn_linear(30, 10)));
    cr_assert(said == counted, "you said %d: a layer from n to m has n * m weights and m biases", said);
}

Test(counts, two_layers)
{
    int said = two_layers_cost();
    Module *two =
        nn_sequential(nn_linear(784, 28), nn_relu(), nn_linear(28, 28), nn_relu(), nn_linear(28, 10));
    double apart = fabs((double)nn_parameter_count(two) - 23860);
    cr_assert(said == (apart < 100    ? 0
                       : apart < 1000 ? 1
                                      : 2),
              "you said %d: two hidden neurons less save 2 * 785 in the first layer, and a second layer of "
              "28 costs 28 * 29",
              said);
}

Test(counts, no_relu)
{
    int said = without_the_relu();
    cr_assert(
        said == 784 + 1,
        "you said %d: a weighted sum of weighted sums is a weighted sum of the 784 pixels, and a constant",
        said);
}

Test(counts, steps)
{
    int said = steps_of_an_epoch();
    cr_assert(said == (60000 + 63) / 64, "you said %d: 60000 / 64 is 937.5, and half a batch is a step too",
              said);
}

Test(counts, no_idea)
{
    int said = hundredths_of_no_idea();
    Tensor *loss = nn_cross_entropy(tensor_zeros(SHAPE(1, 10)), tensor_zeros(SHAPE(1)));
    cr_assert(
        said == lround(100 * tensor_item(loss)),
        "you said %d: the right digit has a share of a tenth, and the natural logarithm of a tenth is what?",
        said);
}

Test(counts, worse)
{
    int said = is_it_worse();
    cr_assert(said == 0,
              "you said %d: the loss is for the optimiser, the error rate is what we want to be low. Which "
              "of the two has changed?",
              said);
}
