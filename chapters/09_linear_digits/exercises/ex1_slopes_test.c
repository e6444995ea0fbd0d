/* The tests of exercise 09.1. */
#include "ex1_slopes.h"

#include "lib.h"

#include <criterion/criterion.h>

Test(slopes, loss_of_the_middle)
{
    const double predictions[] = {0, 0}, targets[] = {1, 0};
    double slopes[2], loss = loss_and_slopes(predictions, targets, 2, slopes);
    cr_assert(
        fabs(loss - 0.5) < 1e-12,
        "the sigmoid of 0 is one half, and that is one half away from 0 and from 1: the loss is 0.5, not %g",
        loss);
}

Test(slopes, loss_of_the_book)
{
    /* The answers .9 .4 .2 to 1 0 1, as predictions. */
    const double targets[] = {1, 0, 1}, answers[] = {0.9, 0.4, 0.2};
    double predictions[3], slopes[3];
    for (int i = 0; i < 3; i++)
        predictions[i] = log(answers[i] / (1 - answers[i]));
    double loss = loss_and_slopes(predictions, targets, 3, slopes);
    cr_assert(fabs(loss - 0.43333) < 1e-4, "the answers .9, .4, .2 to 1, 0, 1 have a loss of .4333, not %.4f",
              loss);
}

Test(slopes, which_way_is_up)
{
    const double predictions[] = {0.5, 0.5}, targets[] = {1, 0};
    double slopes[2];
    loss_and_slopes(predictions, targets, 2, slopes);
    cr_assert(
        slopes[0] < 0,
        "the target is 1: a larger prediction is better, the loss falls, and the slope is negative, not %g",
        slopes[0]);
    cr_assert(slopes[1] > 0,
              "the target is 0: a larger prediction is worse, so the slope is positive, not %g", slopes[1]);
}

Test(slopes, as_the_tape_has_them)
{
    const double predictions[] = {-3, -0.5, 0, 0.25, 2, 6}, targets[] = {1, 0, 1, 1, 0, 1};
    double slopes[6];
    loss_and_slopes(predictions, targets, 6, slopes);
    Tensor *p = tensor_requires_grad(tensor_of(SHAPE(6), -3, -0.5, 0, 0.25, 2, 6));
    Tensor *t = tensor_of(SHAPE(6), 1, 0, 1, 1, 0, 1);
    tensor_backward(nn_l1(tensor_sigmoid(p), t));
    for (int i = 0; i < 6; i++)
        cr_assert(fabs(slopes[i] - tensor_at(p->grad, i)) < 1e-6,
                  "prediction %g, target %g: the slope is %.6f, not %.6f. It is the sigmoid's slope, its "
                  "sign, and each of 6 has a sixth of the mean",
                  predictions[i], targets[i], tensor_at(p->grad, i), slopes[i]);
}

Test(slopes, far_out)
{
    const double predictions[] = {800, -800, -800}, targets[] = {1, 0, 1};
    double slopes[3], loss = loss_and_slopes(predictions, targets, 3, slopes);
    cr_assert(
        fabs(loss - 1.0 / 3) < 1e-12,
        "800 and -800 are as good as 1 and 0: two are right, one is wrong, and the loss is a third, not %g",
        loss);
    for (int i = 0; i < 3; i++)
        cr_assert(slopes[i] == 0, "at %g the sigmoid is flat, the slope is 0, not %g", predictions[i],
                  slopes[i]);
}
