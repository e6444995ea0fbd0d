/* A folded net answers as before. */
#include <math.h>

#include "base/random.h"
#include "nn/fold.h"
#include "nn/nets.h"
#include "nn/resnet.h"
#include "nn/squeezenet.h"
#include "tests/support/expect.h"
#include "tests/support/values.h"

/* Batch norms as a training leaves them: no scale 1, no shift 0. */
static void unsettle(Module *net, uint64_t *seed)
{
    for (int i = 0; i < net->n_tensors; i++)
        if (net->tensors[i].tensor->n_dims == 1)
            tensor_copy_(net->tensors[i].tensor,
                         values_tensor(tensor_shape(net->tensors[i].tensor), 0.5, 1.5, ++*seed));
    for (int i = 0; i < net->n_children; i++)
        unsettle(net->children[i], seed);
}

static void check(Module *net, int size)
{
    uint64_t seed = 0;
    unsettle(net, &seed);
    nn_eval(net);
    grad_enable(false);
    /* Weights are kept in another order for each size. */
    Tensor *x[] = {values_tensor(SHAPE(2, size, size, 3), -1, 1, 5),
                   values_tensor(SHAPE(5, size, size + 8, 3), -1, 1, 6)};
    Tensor *before[] = {nn_forward(net, x[0]), nn_forward(net, x[1])};
    cr_assert(nn_fold(net), "%s", error_text());
    cr_expect(nn_fold(net), "folding what is folded does nothing");
    for (int i = 0; i < 5; i++) {
        Tensor *after = nn_forward(net, x[i % 3 == 1]);
        double largest = tensor_item(tensor_max(tensor_abs(before[i % 3 == 1]), ALL_AXES));
        double difference =
            tensor_item(tensor_max(tensor_abs(tensor_sub(after, before[i % 3 == 1])), ALL_AXES));
        cr_expect(difference < 1e-4 * largest, "answer %d: %g of %g", i, difference, largest);
    }
    cr_expect(not(nn_parameters(net)->tensors[0]->needs_grad));
    grad_enable(true);
}

static double answer(Module *net, Tensor *x)
{
    return tensor_item(tensor_sum(nn_forward(net, x), ALL_AXES));
}

/* Each norm of a convolution that is used twice would scale it for both; and a norm that is used twice would
 * be gone behind the second convolution. */
Test(fold, what_is_used_twice_stays_as_it_is)
{
    uint64_t seed = 0;
    Module *conv = nn_conv(2, 2, 3, (ConvOptions){.pad = 1}), *norm = nn_batch_norm(2);
    Module *nets[] = {
        nn_sequential(conv, norm, conv, nn_batch_norm(2)),
        nn_sequential(nn_conv(2, 2, 1, (ConvOptions){0}), norm, nn_conv(2, 2, 1, (ConvOptions){0}), norm)};
    grad_enable(false);
    for (int i = 0; i < 2; i++) {
        unsettle(nets[i], &seed);
        nn_eval(nets[i]);
        Tensor *x = values_tensor(SHAPE(1, 4, 5, 2), -1, 1, 7);
        double before = answer(nets[i], x);
        cr_assert(nn_fold(nets[i]), "%s", error_text());
        cr_expect(epsilon_eq(dbl, answer(nets[i], x), before, 1e-4));
    }
    grad_enable(true);
}

/* What folding adds to a net lives as long as the net does. */
Test(fold, in_an_inner_scope)
{
    uint64_t seed = 0;
    Module *net = nn_sequential(nn_conv(2, 3, 3, (ConvOptions){.no_bias = true}), nn_batch_norm(3));
    unsettle(net, &seed);
    nn_eval(net);
    grad_enable(false);
    Tensor *x = values_tensor(SHAPE(1, 5, 5, 2), -1, 1, 7);
    double before = answer(net, x);
    Scope inner = scope_begin();
    cr_assert(nn_fold(net), "%s", error_text());
    scope_end(inner);
    inner = scope_begin(); /* these would come to lie where the bias was */
    tensor_full(SHAPE(3), 777);
    tensor_full(SHAPE(3), 888);
    cr_expect(epsilon_eq(dbl, answer(net, x), before, 1e-4));
    scope_end(inner);
    grad_enable(true);
}

Test(fold, answers_stay)
{
    random_seed(1);
    check(nn_resnet20(10), 32);
    check(nn_resnet18(10), 64);
    check(nn_bear_net(3, 0.5), 48);
    check(nn_squeezenet1_1(10), 64);
    check(nn_sequential(nn_conv(3, 4, 3, (ConvOptions){0}), nn_batch_norm(4),
                        nn_sequential(nn_batch_norm(4), nn_relu())),
          8);
    cr_expect(not(nn_fold(NULL)));
}
