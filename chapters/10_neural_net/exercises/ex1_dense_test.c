/* The tests of exercise 10.1. */
#include "ex1_dense.h"

#include "lib.h"

#include <criterion/criterion.h>

enum { IN = 3, OUT = 2 };
static const float x[IN] = {1, 2, -1}, weights[OUT * IN] = {2, -1, 3, 1, 1, 1}, bias[OUT] = {1, 0.5f};

Test(dense, forward)
{
    float y[OUT + 1] = {NAN, NAN, -7};
    dense_forward(x, weights, bias, y, IN, OUT);
    cr_assert(y[OUT] == -7, "two neurons have two outputs, and you wrote a third");
    cr_assert(y[1] == 2.5f, "neuron 1 sums .5 + 1*1 + 1*2 + 1*-1 = 2.5, and you have %g", (double)y[1]);
    cr_assert(y[0] == 0, "neuron 0 sums 1 + 2*1 - 1*2 + 3*-1 = -2, and a ReLU makes 0 of that, not %g",
              (double)y[0]);
}

Test(dense, backward_of_a_living_neuron)
{
    float y[1] = {2.5f}, dy[1] = {10}, dx[IN] = {NAN, NAN, NAN}, dw[IN] = {0}, db[1] = {0};
    dense_backward(x, weights + IN, y, dy, dx, dw, db, IN, 1);
    for (int i = 0; i < IN; i++) {
        cr_assert(
            dx[i] == 10,
            "input %d has the weight 1, so its slope is 10 * 1, not %g. dx is written, whatever it held", i,
            (double)dx[i]);
        cr_assert(dw[i] == 10 * x[i],
                  "weight %d stands before the input %g: its slope is 10 times that, not %g", i, (double)x[i],
                  (double)dw[i]);
    }
    cr_assert(db[0] == 10, "a bias is added as it is: its slope is 10, not %g", (double)db[0]);
}

Test(dense, backward_of_a_dead_neuron)
{
    float y[1] = {0}, dy[1] = {10}, dx[IN] = {NAN, NAN, NAN}, dw[IN] = {0}, db[1] = {0};
    dense_backward(x, weights, y, dy, dx, dw, db, IN, 1);
    for (int i = 0; i < IN; i++)
        cr_assert(dx[i] == 0 && dw[i] == 0,
                  "this neuron's output was cut off at 0: a little more or less of input or weight %d "
                  "changes nothing",
                  i);
    cr_assert(db[0] == 0, "nor does the bias change anything; its slope is 0, not %g", (double)db[0]);
}

Test(dense, gradients_add_up)
{
    float y[1] = {2.5f}, dy[1] = {1}, dx[IN], dw[IN] = {100, 100, 100}, db[1] = {100};
    dense_backward(x, weights + IN, y, dy, dx, dw, db, IN, 1);
    cr_assert(dw[1] == 102 && db[0] == 101,
              "the slopes of this picture, 2 and 1, are added to the 100 of those before: 102 and 101, not "
              "%g and %g",
              (double)dw[1], (double)db[0]);
}

Test(dense, as_the_tape_has_them)
{
    enum { WIDE = 7, DEEP = 5 };
    float in[WIDE], w[DEEP * WIDE], b[DEEP], y[DEEP], dy[DEEP], dx[WIDE], dw[DEEP * WIDE] = {0},
                                                                                    db[DEEP] = {0};
    random_seed(10);
    random_randn(random_default(), in, WIDE);
    random_randn(random_default(), w, DEEP * WIDE);
    random_randn(random_default(), b, DEEP);
    random_randn(random_default(), dy, DEEP);
    for (int i = 0; i < WIDE; i++)
        dx[i] = NAN; /* is written, whatever it held */
    dense_forward(in, w, b, y, WIDE, DEEP);
    dense_backward(in, w, y, dy, dx, dw, db, WIDE, DEEP);

    Tensor *tx = tensor_requires_grad(tensor_from(SHAPE(1, WIDE), in, WIDE));
    Tensor *tw = tensor_requires_grad(tensor_from(SHAPE(DEEP, WIDE), w, DEEP * WIDE));
    Tensor *tb = tensor_requires_grad(tensor_from(SHAPE(DEEP), b, DEEP));
    tensor_backward_from(tensor_relu(tensor_linear(tx, tw, tb)), tensor_from(SHAPE(1, DEEP), dy, DEEP));
    for (int i = 0; i < WIDE; i++)
        cr_assert(fabs(dx[i] - tensor_at(tx->grad, 0, i)) < 1e-5,
                  "7 inputs, 5 neurons: the slope of input %d is %g, not %g. Each input feeds all neurons", i,
                  tensor_at(tx->grad, 0, i), (double)dx[i]);
    for (int k = 0; k < DEEP; k++)
        cr_assert(fabs(db[k] - tensor_at(tb->grad, k)) < 1e-5, "the slope of bias %d is %g, not %g", k,
                  tensor_at(tb->grad, k), (double)db[k]);
    for (int k = 0; k < DEEP; k++)
        for (int i = 0; i < WIDE; i++)
            cr_assert(fabs(dw[k * WIDE + i] - tensor_at(tw->grad, k, i)) < 1e-5,
                      "the slope of weight (%d, %d) is %g, not %g", k, i, tensor_at(tw->grad, k, i),
                      (double)dw[k * WIDE + i]);
}
