/* Ready-made nets, put together from the layers. */
#include "nn/nets.h"

/* Look for 3 x 3 patterns of the values below, bring each kind's score to one scale, keep what is positive.
 */
static Module *look(int in, int out, int stride)
{
    return nn_sequential(nn_conv(in, out, 3, (ConvOptions){.stride = stride, .pad = 1, .no_bias = true}),
                         nn_batch_norm(out), nn_relu());
}

/* The strongest of each 2 x 2 places: half as high and half as wide, what follows sees twice as far. */
static Module *halve(void)
{
    return nn_max_pool((Pool){.size = 2});
}

Module *nn_bear_net(int n_classes, double dropout)
{
    return nn_sequential(look(3, 32, 2), look(32, 64, 1), halve(), look(64, 128, 1), halve(),
                         look(128, 128, 1), halve(), look(128, 256, 1), nn_adaptive_avg_pool(1, 1),
                         nn_flatten(), nn_dropout(dropout), nn_linear(256, n_classes));
}
