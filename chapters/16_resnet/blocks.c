/* Nets of blocks, with a way around each block and without. */
#include "resnet.h"

static Tensor *plain_forward(Module *block, Tensor *x)
{
    Module **part = block->children;
    Tensor *y = nn_conv_norm_relu(part[0], part[1], x, NULL);
    return nn_conv_norm_relu(part[2], part[3], y, NULL);
}

static Tensor *residual_forward(Module *block, Tensor *x)
{
    Module **part = block->children;
    Tensor *shortcut = block->n_children > 4 ? nn_forward(part[4], x) : x;
    Tensor *y = nn_conv_norm_relu(part[0], part[1], x, NULL);
    return nn_conv_norm_relu(part[2], part[3], y, shortcut); /* relu(bn2(conv2(y)) + shortcut) */
}

static Module *conv(int in, int out, int size, int stride)
{
    Module *made = nn_conv(in, out, size, (ConvOptions){.stride = stride, .pad = size / 2, .no_bias = true});
    nn_init_kaiming_normal(made ? made->tensors[0].tensor : NULL, 0);
    return made;
}

/* What brings x to the size and the channels of what it is added to: the mean of each 2 x 2 places, and a
 * convolution that sees one place at a time. */
static Module *shortcut(int in, int out)
{
    return nn_sequential(nn_avg_pool((Pool){.size = 2, .ceil = true}), conv(in, out, 1, 1),
                         nn_batch_norm(out));
}

Module *block_new(BlockKind kind, int in, int out)
{
    bool resized = in != out;
    Module *last = nn_batch_norm(out);
    if (kind == FROM_IDENTITY && last)
        nn_init_constant(last->tensors[0].tensor, 0);
    Module *block = nn_module(kind == PLAIN ? "Plain" : "Residual",
                              kind == PLAIN ? plain_forward : residual_forward, 0, 5);
    bool done = nn_add_child(block, "conv1", conv(in, out, 3, resized ? 2 : 1)) &&
                nn_add_child(block, "bn1", nn_batch_norm(out)) &&
                nn_add_child(block, "conv2", conv(out, out, 3, 1)) && nn_add_child(block, "bn2", last);
    if (resized && kind != PLAIN)
        done = done && nn_add_child(block, "shortcut", shortcut(in, out));
    return done ? block : NULL;
}

Module *net_new(NetPlan plan, int n_classes)
{
    enum { MOST = 80 };
    Module *parts[MOST] = {conv(1, plan.stem, 3, plan.stem_stride), nn_batch_norm(plan.stem), nn_relu()};
    int n = 3, channels = plan.stem;
    for (int stage = 0; stage < plan.n_stages; stage++)
        for (int i = 0; i < plan.blocks && n < MOST - 3; i++) {
            parts[n++] = block_new(plan.kind, channels, plan.widths[stage]);
            channels = plan.widths[stage];
        }
    parts[n++] = nn_adaptive_avg_pool(1, 1);
    parts[n++] = nn_flatten();
    parts[n++] = nn_linear(channels, n_classes);
    return nn_sequential_of(parts, n);
}

Module *net_of_depth(BlockKind kind, int n)
{
    return net_new(
        (NetPlan){
            .stem = 8, .stem_stride = 2, .n_stages = 3, .widths = {8, 16, 32}, .blocks = n, .kind = kind},
        10);
}
