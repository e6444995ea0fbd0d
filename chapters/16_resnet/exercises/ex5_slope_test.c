/* The tests of exercise 16.5. */
#include "ex5_slope.h"

#include "base/error.h"
#include "base/random.h"
#include "nn/init.h"

#include <criterion/criterion.h>
#include <math.h>

enum { BATCH = 32, WIDTH = 16, CLASSES = 4 };

static Tensor *some_x(void)
{
    return nn_init_normal(tensor_empty(SHAPE(BATCH, WIDTH)), 0, 1);
}

static Tensor *some_labels(void)
{
    float labels[BATCH];
    for (int i = 0; i < BATCH; i++)
        labels[i] = (float)(i % CLASSES);
    return tensor_from(SHAPE(BATCH), labels, BATCH);
}

/* One input, two classes: everything can be worked out by hand. */
Test(slope, of_one_weight)
{
    Module *net = nn_linear(1, 2);
    cr_assert(net != NULL, "%s", error_text());
    nn_init_constant(net->tensors[0].tensor, 0);
    nn_init_constant(net->tensors[1].tensor, 0);
    double got = first_slope(net, tensor_of(SHAPE(1, 1), 3), tensor_of(SHAPE(1), 0));
    cr_assert(
        fabs(got - 1.5 * sqrt(2)) < 1e-5,
        "with weights of 0 both classes have probability .5, so the slopes are 3 * -.5 and 3 * .5, and the "
        "length of (-1.5, 1.5) is 2.12132, not %g",
        got);
}

Test(slope, nothing_found_and_nothing_left)
{
    random_seed(3);
    Module *net = nn_sequential(nn_linear(WIDTH, WIDTH), nn_relu(), nn_linear(WIDTH, CLASSES));
    Tensor *x = some_x(), *labels = some_labels();
    tensor_backward(nn_cross_entropy(nn_forward(net, x), labels));
    double found = first_slope(net, x, labels), again = first_slope(net, x, labels);
    cr_assert(fabs(found - again) < 1e-6 * again,
              "measured twice, %g and %g: gradients add up. What was there before the first measurement?",
              found, again);
    const Parameters *all = nn_parameters(net);
    for (int i = 0; i < all->n; i++) {
        Tensor *left = all->tensors[i]->grad;
        double most = left ? tensor_item(tensor_max(tensor_abs(left), ALL_AXES)) : 0;
        cr_assert(most == 0, "afterwards the gradient of %s still holds %g, and the next step would use it",
                  all->names[i], most);
    }
}

Test(slope, as_in_a_training)
{
    random_seed(4);
    Module *net =
        nn_sequential(nn_linear(WIDTH, WIDTH), nn_batch_norm(WIDTH), nn_relu(), nn_linear(WIDTH, CLASSES));
    Tensor *x = tensor_add_scalar(tensor_mul_scalar(some_x(), 5), 3), *labels = some_labels();
    nn_train(net);
    double wanted = first_slope(net, x, labels);
    nn_eval(net);
    double got = first_slope(net, x, labels);
    cr_assert(fabs(got - wanted) < 1e-5 * wanted,
              "batch norm is to use the batch, in whatever mode the net was found: %g, not %g", wanted, got);
}

/* A block of two layers, with the way around it or without. */
static Module *stack(int n_blocks, bool skip)
{
    enum { MOST = 20 };
    Module *parts[MOST + 1];
    random_seed(5);
    for (int i = 0; i < n_blocks; i++) {
        Module *f = nn_sequential(nn_linear_no_bias(WIDTH, WIDTH), nn_batch_norm(WIDTH), nn_relu(),
                                  nn_linear_no_bias(WIDTH, WIDTH), nn_batch_norm(WIDTH));
        parts[i] = nn_sequential(skip ? nn_residual(f) : f, nn_relu());
    }
    parts[n_blocks] = nn_linear(WIDTH, CLASSES);
    return nn_sequential_of(parts, n_blocks + 1);
}

Test(slope, the_way_around_keeps_it)
{
    enum { DEEP = 16 };
    double growth[2];
    for (int skip = 0; skip < 2; skip++) {
        random_seed(6);
        Tensor *x = some_x(), *labels = some_labels();
        double shallow = first_slope(stack(1, skip), x, labels),
               deep = first_slope(stack(DEEP, skip), x, labels);
        growth[skip] = growth_per_block(shallow, deep, DEEP);
    }
    cr_assert(
        growth[0] > 1.5 && growth[1] < 1.35,
        "with each block the slope at the first layer grows by more than half without the way around, and "
        "by much less with it; you measure factors of %.3f and %.3f",
        growth[0], growth[1]);
}

Test(slope, a_factor_per_block)
{
    double got = growth_per_block(0.5, 32, 4);
    cr_assert(fabs(got - 4) < 1e-9,
              "from .5 to 32 in the three steps from 1 block to 4: a factor of 4 each, not %g", got);
}
