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
