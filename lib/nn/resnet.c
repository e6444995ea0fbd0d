/* Residual nets: stages of blocks, each of which adds what it found to what it was given.
 *
 * A block learns a correction f of its input, y = relu(x + f(x)). With f near 0 it hands x on, and the
 * gradient of y reaches x undiminished; so depth does no harm, and a hundred layers can be trained. Where a
 * block halves the picture and widens its channels, a 1 x 1 convolution brings x to the new size
 * (`downsample`). */
#include "nn/resnet.h"

#include <string.h>

#include "base/error.h"
#include "nn/init.h"

enum { MOST_STAGES = 4, MOST_BLOCKS = 6 };

/* How a net is put together. */
typedef struct Plan {
    const char *kind;
    bool large_pictures; /* 7 x 7 and maxpool at the start, to a quarter of the size      */
    bool bottleneck;     /* 1 x 1, 3 x 3, 1 x 1 with four times the channels at the end   */
    int width;           /* channels of the first stage; each further one has twice those */
    int n_stages;
    int blocks[MOST_STAGES]; /* per stage */
} Plan;

/* Children are conv1, bn1, conv2, bn2 ..., and at the end downsample where there is one: relu(shortcut +
 * bn(conv(... relu(bn(conv(x)))))) */
static Tensor *block_forward(Module *block, Tensor *x)
{
    Module **part = block->children;
    int n = block->n_children / 2; /* convolutions */
    Tensor *shortcut = block->n_children % 2 ? nn_forward(part[2 * n], x) : x;
    if (!shortcut)
        return NULL;
    Tensor *y = x;
    for (int i = 0; i < n; i++) {
        Tensor *next = nn_conv_norm_relu(part[2 * i], part[2 * i + 1], y, i == n - 1 ? shortcut : NULL);
        if (y != x)
            tensor_release(y);
        y = next;
    }
    if (shortcut != x)
        tensor_release(shortcut);
    return y;
}

static Module *conv(int in, int out, int size, int stride)
{
    return nn_conv(in, out, size, (ConvOptions){.stride = stride, .pad = size / 2, .no_bias = true});
}

static bool add_conv_bn(Module *net, const char *const names[2], Module *convolution, int channels)
{
    return nn_add_child(net, names[0], convolution) && nn_add_child(net, names[1], nn_batch_norm(channels));
}

/* Layers are made in torchvision's order, and draw their numbers in it: downsample comes first. */
static Module *block(const Plan *plan, int in, int width, int stride)
{
    static const char *const names[3][2] = {{"conv1", "bn1"}, {"conv2", "bn2"}, {"conv3", "bn3"}};
    int out = plan->bottleneck ? 4 * width : width;
    bool resized = stride != 1 || in != out;
    Module *downsample = resized ? nn_sequential(conv(in, out, 1, stride), nn_batch_norm(out)) : NULL;
    Module *made = nn_module(plan->bottleneck ? "Bottleneck" : "BasicBlock", block_forward, 0,
                             (plan->bottleneck ? 6 : 4) + resized);
    bool done = plan->bottleneck ? add_conv_bn(made, names[0], conv(in, width, 1, 1), width) &&
                                       add_conv_bn(made, names[1], conv(width, width, 3, stride), width) &&
                                       add_conv_bn(made, names[2], conv(width, out, 1, 1), out)
                                 : add_conv_bn(made, names[0], conv(in, width, 3, stride), width) &&
                                       add_conv_bn(made, names[1], conv(width, out, 3, 1), out);
    done = done && (!resized || nn_add_child(made, "downsample", downsample));
    return done ? made : NULL;
}

/* *channels come in; then it is what goes out. */
static Module *stage(const Plan *plan, int number, int *channels)
{
    Module *blocks[MOST_BLOCKS];
    int width = plan->width << number, n = plan->blocks[number];
    for (int i = 0; i < n; i++) {
        blocks[i] = block(plan, *channels, width, i == 0 && number > 0 ? 2 : 1);
        *channels = plan->bottleneck ? 4 * width : width;
    }
    return nn_sequential_of(blocks, n);
}

/* Children are conv1, bn1 and what makes pictures smaller: the first n of a net's. */
static Tensor *features(Module *net, int n, Tensor *x)
{
    Module **part = net->children;
    bool pools = n > 2 && strcmp(net->child_names[2], "maxpool") == 0;
    Tensor *y = pools ? nn_conv_norm_relu_pool(part[0], part[1], part[2], x)
                      : nn_conv_norm_relu(part[0], part[1], x, NULL);
    for (int i = pools ? 3 : 2; i < n; i++) {
        Tensor *next = nn_forward(part[i], y);
        tensor_release(y);
        y = next;
    }
    return y;
}

/* At the end is fc, which wants rows. */
static Tensor *net_forward(Module *net, Tensor *x)
{
    int last = net->n_children - 1;
    return nn_forward(net->children[last], tensor_flatten(features(net, last, x), 1));
}

static Tensor *body_forward(Module *body, Tensor *x)
{
    return features(body, body->n_children, x);
}

Module *nn_resnet_body(Module *net)
{
    int n = net ? net->n_children - 2 : 0;
    Module *body = net ? nn_module("ResNetBody", body_forward, 0, n) : NULL;
    for (int i = 0; body && i < n; i++)
        if (!nn_add_child(body, net->child_names[i], net->children[i]))
            return NULL;
    return body;
}

/* torchvision's start: every convolution normal, with deviations that keep gradients at one scale on their
 * way back. */
static bool draw_convolutions(Module *net)
{
    for (int i = 0; i < net->n_children; i++)
        if (!draw_convolutions(net->children[i]))
            return false;
    bool is_conv = net->n_tensors > 0 && net->tensors[0].tensor->n_dims == 4;
    return !is_conv || nn_init_kaiming_normal_out(net->tensors[0].tensor) != NULL;
}

static Module *resnet(const Plan *plan, int n_classes)
{
    if (n_classes < 1)
        return error_set(ERR_VALUE, "nn_resnet: %d classes", n_classes);
    Module *net = nn_module(plan->kind, net_forward, 0, plan->n_stages + 5);
    int channels = plan->width;
    bool large = plan->large_pictures;
    bool done = add_conv_bn(net, (const char *[]){"conv1", "bn1"},
                            conv(3, channels, large ? 7 : 3, large ? 2 : 1), channels);
    if (large)
        done = done && nn_add_child(net, "maxpool", nn_max_pool((Pool){.size = 3, .stride = 2, .pad = 1}));
    for (int i = 0; i < plan->n_stages && done; i++)
        done = nn_add_child(net, scope_text("layer%d", i + 1), stage(plan, i, &channels));
    done = done && nn_add_child(net, "avgpool", nn_adaptive_avg_pool(1, 1)) &&
           nn_add_child(net, "fc", nn_linear(channels, n_classes)) && draw_convolutions(net);
    return done ? nn_described(net, scope_text("%d classes", n_classes)) : NULL;
}

Module *nn_resnet18(int n_classes)
{
    return resnet(&(Plan){"ResNet18", true, false, 64, 4, {2, 2, 2, 2}}, n_classes);
}

Module *nn_resnet18_half(int n_classes)
{
    return resnet(&(Plan){"ResNet18Half", true, false, 32, 4, {2, 2, 2, 2}}, n_classes);
}

Module *nn_resnet34(int n_classes)
{
    return resnet(&(Plan){"ResNet34", true, false, 64, 4, {3, 4, 6, 3}}, n_classes);
}

Module *nn_resnet50(int n_classes)
{
    return resnet(&(Plan){"ResNet50", true, true, 64, 4, {3, 4, 6, 3}}, n_classes);
}

Module *nn_resnet20(int n_classes)
{
    return resnet(&(Plan){"ResNet20", false, false, 16, 3, {3, 3, 3}}, n_classes);
}
