/* The tests of exercise 03.3: the library computes what was predicted. */
#include "ex3_numbers.h"

#include "autograd/ops.h"
#include "base/error.h"

#include <criterion/criterion.h>
#include <math.h>

static void predicted(int said, double computed, const char *why)
{
    cr_assert(error_ok(), "the library stumbled over the line itself: %s", error_text());
    cr_assert(said == (int)lrint(computed), "you said %d, and it is not. %s", said, why);
}

/* A hundred pixels: nothing, and a dot on it. */
static Tensor *dot_minus_nothing(void)
{
    Tensor *dot = tensor_zeros(SHAPE(10, 10));
    tensor_fill_(tensor_slice(tensor_slice(dot, 0, 3, 4), 1, 7, 8), 1);
    return tensor_sub(dot, tensor_zeros(SHAPE(10, 10)));
}

Test(numbers, axes_of_the_ideal)
{
    int said = axes_of_the_ideal();
    Tensor *ideal = tensor_mean(tensor_zeros(SHAPE(6131, 28, 28, 1)), AXIS0);
    predicted(said, tensor_shape(ideal).n_dims,
              "The axis over which the mean is taken disappears, and the others stay, even one of size 1");
}

Test(numbers, rmse_of_a_dot)
{
    int said = rmse_of_a_dot();
    predicted(said, 100 * sqrt(tensor_item(tensor_mean(tensor_square(dot_minus_nothing()), ALL_AXES))),
              "Square all hundred differences, take their mean, and then the root");
}

Test(numbers, l1_of_a_dot)
{
    int said = l1_of_a_dot();
    predicted(said, 100 * tensor_item(tensor_mean(tensor_abs(dot_minus_nothing()), ALL_AXES)),
              "The mean is over all hundred pixels, also over those that do not differ");
}

Test(numbers, signed_chess)
{
    int said = signed_chess();
    float board[64], negative[64];
    for (int i = 0; i < 64; i++) {
        board[i] = (float)((i / 8 + i % 8) % 2);
        negative[i] = 1 - board[i];
    }
    Tensor *difference = tensor_sub(tensor_from(SHAPE(64), board, 64), tensor_from(SHAPE(64), negative, 64));
    predicted(said, 100 * tensor_item(tensor_mean(difference, ALL_AXES)),
              "Some differences are +1 and some are -1: how many of each, and what is their sum?");
}

Test(numbers, right_without_looking)
{
    int said = right_without_looking();
    Tensor *labels = tensor_cat((Tensor *[]){tensor_zeros(SHAPE(1010)), tensor_ones(SHAPE(1028))}, 2, 0);
    predicted(said, tensor_item(tensor_sum(tensor_eq(labels, tensor_ones(SHAPE(2038))), ALL_AXES)),
              "It is right whenever a seven comes, and never else");
}
