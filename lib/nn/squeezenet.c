/* SqueezeNet, of which fifty fit into the space of AlexNet at equal accuracy.
 *
 * The costly thing about a 3 x 3 convolution is the number of channels that go in times the number that come
 * out, times nine. So a "fire" first squeezes the channels through few 1 x 1 patterns, and then spreads them
 * out again, one half by 1 x 1 and one half by 3 x 3. */
#include "nn/squeezenet.h"

#include "nn/init.h"

static Module *conv(int in, int out, int size, ConvOptions how)
{
    Module *module = nn_conv(in, out, size, how);
    bool started = module && nn_init_kaiming_uniform(module->tensors[0].tensor, 0) &&
                   tensor_fill_(module->tensors[1].tensor, 0);
    return started ? module : NULL;
}

static Tensor *fire_forward(Module *module, Tensor *x)
{
    Tensor *squeezed = nn_conv_norm_relu(module->children[0], NULL, x, NULL);
    Tensor *halves[] = {nn_conv_norm_relu(module->children[1], NULL, squeezed, NULL),
                        nn_conv_norm_relu(module->children[2], NULL, squeezed, NULL)};
    Tensor *y = tensor_cat(halves, 2, 3);
    tensor_release(squeezed);
    tensor_release(halves[0]);
    tensor_release(halves[1]);
    return y;
}

/* in -> squeeze -> expand + expand channels */
static Module *fire(int in, int squeeze, int expand)
{
    Module *module = nn_module("Fire", fire_forward, 0, 3);
    bool built = nn_add_child(module, "squeeze", conv(in, squeeze, 1, (ConvOptions){0})) &&
                 nn_add_child(module, "expand1x1", conv(squeeze, expand, 1, (ConvOptions){0})) &&
                 nn_add_child(module, "expand3x3", conv(squeeze, expand, 3, (ConvOptions){.pad = 1}));
    return built ? nn_described(module, scope_text("%d -> %d -> 2 x %d", in, squeeze, expand)) : NULL;
}

static Module *halve(void)
{
    return nn_max_pool((Pool){.size = 3, .stride = 2, .ceil = true});
}

/* The layer that says what it is, at every place; their mean is the answer. */
static Module *classifier(int n_classes)
{
    Module *last = nn_conv(512, n_classes, 1, (ConvOptions){0});
    bool started =
        last && nn_init_normal(last->tensors[0].tensor, 0, 0.01) && tensor_fill_(last->tensors[1].tensor, 0);
    return started ? nn_sequential(nn_dropout(0.5), last, nn_relu(), nn_adaptive_avg_pool(1, 1), nn_flatten())
                   : NULL;
}

static Module *squeezenet(Module *features, int n_classes)
{
    Module *net = nn_module("SqueezeNet", nn_sequential_forward, 0, 2);
    bool built =
        nn_add_child(net, "features", features) && nn_add_child(net, "classifier", classifier(n_classes));
    return built ? net : NULL;
}

Module *nn_squeezenet1_0(int n_classes)
{
    return squeezenet(nn_sequential(conv(3, 96, 7, (ConvOptions){.stride = 2}), nn_relu(), halve(),
                                    fire(96, 16, 64), fire(128, 16, 64), fire(128, 32, 128), halve(),
                                    fire(256, 32, 128), fire(256, 48, 192), fire(384, 48, 192),
                                    fire(384, 64, 256), halve(), fire(512, 64, 256)),
                      n_classes);
}

Module *nn_squeezenet1_1(int n_classes)
{
    return squeezenet(nn_sequential(conv(3, 64, 3, (ConvOptions){.stride = 2}), nn_relu(), halve(),
                                    fire(64, 16, 64), fire(128, 16, 64), halve(), fire(128, 32, 128),
                                    fire(256, 32, 128), halve(), fire(256, 48, 192), fire(384, 48, 192),
                                    fire(384, 64, 256), fire(512, 64, 256)),
                      n_classes);
}
