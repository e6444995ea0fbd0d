/* The tests of exercise 14.2. */
#include "ex2_company.h"

#include <criterion/criterion.h>

/* Hands its two numbers on as they are, in use; its running means are 0 and its variances 1. */
static Module *net_in_training(void)
{
    Module *net = nn_sequential(nn_batch_norm(2));
    nn_train(net);
    return net;
}

Test(company, one_picture)
{
    double share = share_right(net_in_training(), tensor_of(SHAPE(1, 2), 1, 3), tensor_of(SHAPE(1), 1));
    cr_assert(
        share == 1,
        "the scores are 1 and 3, the label is 1: right, not %g. A batch of one has its own mean, and less "
        "that mean everything is 0",
        share);
}

Test(company, good_company)
{
    /* Each pair has its larger number second; less the mean of its column, the second pair has not. */
    double share =
        share_right(net_in_training(), tensor_of(SHAPE(2, 2), 1, 9, 4, 5), tensor_of(SHAPE(2), 1, 1));
    cr_assert(share == 1,
              "1 9 and 4 5 both say 1, whatever the other says: both are right, and you have a share of %g",
              share);
}

Test(company, nothing_is_learnt)
{
    Module *net = net_in_training();
    Parameters *state = nn_state(net);
    share_right(net, tensor_of(SHAPE(2, 2), 1, 9, 4, 5), tensor_of(SHAPE(2), 1, 1));
    double mean = NAN;
    for (int i = 0; i < state->n; i++)
        if (strstr(state->names[i], "running_mean"))
            mean = tensor_at(state->tensors[i], 0);
    cr_assert(mean == 0,
              "the running mean was 0 and has become %g: looking at pictures to be judged by is no training",
              mean);
}

Test(company, training_goes_on)
{
    Module *net = net_in_training();
    share_right(net, tensor_of(SHAPE(1, 2), 1, 3), tensor_of(SHAPE(1), 1));
    cr_assert(net->training && net->children[0]->training,
              "the net was in training before the call, and is not after it: "
              "from now on it would learn with old statistics");
    Tensor *w = tensor_requires_grad(tensor_ones(SHAPE(1)));
    tensor_backward(tensor_sum(tensor_square(w), ALL_AXES));
    cr_assert(w->grad != NULL, "gradients are off after the call");
}
