/* Ready-made nets, put together from the layers. */
#include "nn/nets.h"

/* 3 x 3 patterns of the values below, each kind's score brought to one scale. */
static Module *conv_norm(int in, int out, int stride)
{
    return nn_sequential(nn_conv(in, out, 3, (ConvOptions){.stride = stride, .pad = 1, .no_bias = true}),
                         nn_batch_norm(out));
}

/* Half as high and half as wide, with more kinds of patterns: what follows sees twice as far. */
static Module *halve(int in, int out)
{
    return nn_sequential(conv_norm(in, out, 2), nn_relu());
}

/* Look again at the same scale, and add what was found to what is there. (chapter 16) */
static Module *refine(int channels)
{
    Module *body =
        nn_sequential(conv_norm(channels, channels, 1), nn_relu(), conv_norm(channels, channels, 1));
    return nn_sequential(nn_residual(body), nn_relu());
}

Module *nn_bear_net(int n_classes, double dropout)
{
    enum { CHANNELS = 3 };
    return nn_sequential(halve(CHANNELS, 32), halve(32, 64), refine(64), halve(64, 128), refine(128),
                         halve(128, 256), refine(256), nn_adaptive_avg_pool(1, 1), nn_flatten(),
                         nn_dropout(dropout), nn_linear(256, n_classes));
}
