/* The tests of exercise 09.2. */
#include "ex2_forgotten.h"

#include <criterion/criterion.h>

static double loss_of(double prediction, double target)
{
    return tensor_item(mnist_loss(tensor_full(SHAPE(1, 1), prediction), tensor_full(SHAPE(1, 1), target)));
}

Test(forgotten, never_below_zero)
{
    cr_assert(
        loss_of(20, 1) >= 0,
        "a prediction of 20 for a three has a loss of %g. A distance below 0 can be made smaller without end",
        loss_of(20, 1));
    cr_assert(loss_of(-20, 0) >= 0, "a prediction of -20 for a seven has a loss of %g", loss_of(-20, 0));
}

Test(forgotten, never_above_one)
{
    cr_assert(loss_of(-50, 1) <= 1 && loss_of(-50, 1) > 0.99,
              "wrong and sure: a prediction of -50 for a three should cost 1, not %g. Is a single picture "
              "worth more than all others?",
              loss_of(-50, 1));
    cr_assert(loss_of(50, 0) <= 1 && loss_of(50, 0) > 0.99,
              "wrong and sure: 50 for a seven should cost 1, not %g", loss_of(50, 0));
}

Test(forgotten, undecided)
{
    cr_assert(
        fabs(loss_of(0, 1) - 0.5) < 1e-6 && fabs(loss_of(0, 0) - 0.5) < 1e-6,
        "a prediction of 0 says neither three nor seven; it should cost one half either way, not %g and %g",
        loss_of(0, 1), loss_of(0, 0));
}

/* Two kinds of points that a line separates: 40 steps of gradient descent. */
Test(forgotten, training_comes_to_rest)
{
    random_seed(9);
    Tensor *targets = tensor_gt(tensor_rand(SHAPE(64, 1)), tensor_scalar(0.5));
    Tensor *points = tensor_add(tensor_randn(SHAPE(64, 2)), tensor_mul_scalar(targets, 6));
    Tensor *weights = tensor_requires_grad(tensor_zeros(SHAPE(2, 1)));
    Tensor *bias = tensor_requires_grad(tensor_zeros(SHAPE(1)));
    double loss = 0, share = 0;
    for (int step = 0; step < 40; step++) {
        Tensor *predictions = tensor_add(tensor_matmul(points, weights), bias);
        Tensor *l = mnist_loss(predictions, targets);
        tensor_backward(l);
        tensor_add_(weights, weights->grad, -1);
        tensor_add_(bias, bias->grad, -1);
        tensor_zero_grad(weights);
        tensor_zero_grad(bias);
        loss = tensor_item(l);
        share =
            tensor_item(tensor_mean(tensor_eq(tensor_gt(predictions, tensor_scalar(0)), targets), ALL_AXES));
    }
    cr_assert(loss >= 0 && loss < 0.2, "after 40 steps the loss is %g; a distance should come to rest near 0",
              loss);
    cr_assert(share > 0.9, "the points can be separated, and only %.2f of them are on the right side", share);
}
