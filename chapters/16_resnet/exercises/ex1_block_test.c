/* The tests of exercise 16.1. */
#include "ex1_block.h"

#include "base/error.h"
#include "nn/init.h"

#include <criterion/criterion.h>

/* Weights of one channel that look only at the middle. */
static Tensor *middle(float value)
{
    return tensor_of(SHAPE(1, 3, 3, 1), 0, 0, 0, 0, value, 0, 0, 0, 0);
}

/* What comes out for one pixel. */
static double of_pixel(float x, float first, float second)
{
    Tensor *y = residual_block(tensor_of(SHAPE(1, 1, 1, 1), x), middle(first), middle(second));
    cr_assert(y != NULL, "nothing came back: %s", error_ok() ? "NULL was returned" : error_text());
    return tensor_item(y);
}

Test(block, adds_its_input)
{
    double y = of_pixel(2, 3, 0.5f);
    cr_assert(y == 5, "x is 2 and the correction 2 * 3 * .5 = 3: the sum is 5, not %g. Who is added to whom?",
              y);
}

Test(block, may_be_negative)
{
    double y = of_pixel(2, 1, -0.5f);
    cr_assert(y == 1,
              "x is 2 and the correction -1: that makes 1, not %g. Is something cut off before the sum?", y);
    y = of_pixel(-1, -2, 2);
    cr_assert(y == 3, "x is -1 and the correction relu(-1 * -2) * 2 = 4: the sum is 3, not %g. Is x cut off?",
              y);
}

Test(block, the_sum_is_cut_off)
{
    double y = of_pixel(2, 1, -3);
    cr_assert(y == 0, "x is 2 and the correction -6: a ReLU of -4 is 0, not %g", y);
}

Test(block, bends_in_the_middle)
{
    double y = of_pixel(2, -3, 5);
    cr_assert(
        y == 2,
        "the first convolution gives -6, which the ReLU after it makes 0, so the correction is 0 and y is "
        "2, not %g",
        y);
}

Test(block, hands_the_slope_on)
{
    Tensor *x = nn_init_uniform(tensor_empty(SHAPE(2, 5, 5, 3)), 0.5, 1);
    x->needs_grad = true;
    Tensor *zeros = tensor_zeros(SHAPE(3, 3, 3, 3));
    Tensor *y = residual_block(x, zeros, zeros);
    cr_assert(y != NULL && tensor_backward(tensor_sum(y, ALL_AXES)), "backward: %s", error_text());
    Tensor *ones = tensor_ones(SHAPE(2, 5, 5, 3));
    cr_assert(
        tensor_all_close(x->grad, ones, 0, 1e-6),
        "with weights of 0 the block hands x on, so the slope of the sum of y is 1 at every x. Yours is "
        "another: does x itself reach the sum?");
}
