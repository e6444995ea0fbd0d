/* The tests of exercise 10.4. */
#include "ex4_last.h"

#include <criterion/criterion.h>

Test(last, scores_may_be_negative)
{
    Tensor *layers[] = {tensor_of(SHAPE(1, 1), 1), tensor_of(SHAPE(1, 1), -2)};
    double score = tensor_item(net(tensor_of(SHAPE(1, 1), 3), layers, 2));
    cr_assert(score == -6,
              "3 * 1, then * -2: the score is -6, not %g, and the sigmoid of it close to 0. What can a ReLU "
              "never give?",
              score);
}

Test(last, one_layer_is_linear)
{
    Tensor *layers[] = {tensor_of(SHAPE(2, 1), 1, -1)};
    double score = tensor_item(net(tensor_of(SHAPE(1, 2), 1, 5), layers, 1));
    cr_assert(score == -4, "with a single layer there is nothing between two layers: 1 - 5 is -4, not %g",
              score);
}

Test(last, relu_between_layers)
{
    Tensor *layers[] = {tensor_of(SHAPE(1, 2), 1, -1), tensor_of(SHAPE(2, 1), 1, 1)};
    double score = tensor_item(net(tensor_of(SHAPE(1, 1), -3), layers, 2));
    cr_assert(score == 3,
              "relu(x) + relu(-x) is |x|: 3 for -3, not %g. Without a ReLU between them two layers are one",
              score);
}

Test(last, three_layers)
{
    Tensor *layers[] = {tensor_of(SHAPE(1, 1), 1), tensor_of(SHAPE(1, 1), -1), tensor_of(SHAPE(1, 1), -1)};
    double score = tensor_item(net(tensor_of(SHAPE(1, 1), 3), layers, 3));
    cr_assert(score == 0,
              "3, then -3, which a ReLU makes 0, then 0: there is a ReLU behind the second of three layers. "
              "You have %g",
              score);
}
