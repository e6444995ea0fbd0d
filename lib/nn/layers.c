/* The layers. Each holds its weights and hands the work to the op of the same name. */
#include "nn/module.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "nn/init.h"

static Tensor *linear_forward(Module *module, Tensor *x)
{
    return tensor_linear(x, module->tensors[0].tensor,
                         module->n_tensors > 1 ? module->tensors[1].tensor : NULL);
}

/* PyTorch's start for linear and convolution layers: weight and bias uniform within 1 / sqrt(fan_in). */
static bool add_weight_and_bias(Module *module, Shape shape, bool bias)
{
    Tensor *weight = tensor_empty(shape);
    double fan_in, fan_out;
    if (!module || !nn_init_fans(weight, &fan_in, &fan_out))
        return false;
    double bound = 1 / sqrt(fan_in);
    if (!nn_add_tensor(module, "weight", nn_init_as_torch(weight, nn_init_uniform, -bound, bound), false))
        return false;
    return !bias || nn_add_tensor(module, "bias",
                                  nn_init_uniform(tensor_empty(SHAPE(shape.size[0])), -bound, bound), false);
}

static Module *linear(int in, int out, bool bias)
{
    if (in < 1 || out < 1)
        return error_set(ERR_VALUE, "nn_linear: %d -> %d, both must be at least 1", in, out);
    Module *module = nn_module("Linear", linear_forward, 2, 0);
    if (!add_weight_and_bias(module, SHAPE(out, in), bias))
        return NULL;
    return nn_described(module, scope_text("%d -> %d%s", in, out, bias ? "" : ", no bias"));
}

Module *nn_linear(int in, int out)
{
    return linear(in, out, true);
}

Module *nn_linear_no_bias(int in, int out)
{
    return linear(in, out, false);
}

static Tensor *conv(Module *module, Tensor *x, Tensor *add, Activation act)
{
    const ConvOptions *how = module->how;
    Tensor *bias = module->n_tensors > 1 ? module->tensors[1].tensor : NULL;
    return tensor_conv(x, module->tensors[0].tensor, bias,
                       (Conv){.stride = how->stride,
                              .pad = how->pad,
                              .method = how->method,
                              .add = add,
                              .act = act,
                              .packed = module->packed});
}

static Tensor *conv_forward(Module *module, Tensor *x)
{
    return conv(module, x, NULL, ACT_NONE);
}

/* A copy of a layer's options that lives as long as the layer. */
static bool keep_options(Module *module, const void *how, size_t bytes)
{
    module->how = scope_alloc(bytes);
    if (module->how)
        memcpy(module->how, how, bytes);
    return module->how != NULL;
}

Module *nn_conv(int in, int out, int size, ConvOptions how)
{
    if (in < 1 || out < 1 || size < 1 || how.stride < 0 || how.pad < 0)
        return error_set(ERR_VALUE, "nn_conv: %d -> %d channels, size %d, stride %d, pad %d", in, out, size,
                         how.stride, how.pad);
    Module *module = nn_module("Conv", conv_forward, 2, 0);
    if (!add_weight_and_bias(module, SHAPE(out, size, size, in), !how.no_bias) ||
        !keep_options(module, &how, sizeof how))
        return NULL;
    return nn_described(module,
                        scope_text("%d -> %d, %dx%d, stride %d, pad %d%s", in, out, size, size,
                                   how.stride ? how.stride : 1, how.pad, how.no_bias ? ", no bias" : ""));
}

enum { BN_WEIGHT, BN_BIAS, BN_MEAN, BN_VAR };

static Tensor *batch_norm(Module *module, Tensor *x, BatchNorm how)
{
    const ModuleTensor *part = module->tensors;
    how.train = module->training;
    return tensor_batch_norm(x, part[BN_WEIGHT].tensor, part[BN_BIAS].tensor, part[BN_MEAN].tensor,
                             part[BN_VAR].tensor, how);
}

static Tensor *batch_norm_forward(Module *module, Tensor *x)
{
    if (module->folded)
        return x;
    return batch_norm(module, x, (BatchNorm){0});
}

Tensor *nn_conv_norm_relu(Module *convolution, Module *norm, Tensor *x, Tensor *add)
{
    if (!convolution || !x)
        return NULL;
    if (!nn_is(convolution, "Conv") || (norm && !nn_is(norm, "BatchNorm"))) {
        Tensor *y = nn_forward(convolution, x), *normed = norm ? nn_forward(norm, y) : y;
        return tensor_relu(add ? tensor_add(normed, add) : normed);
    }
    if (!norm || norm->folded)
        return nn_show(convolution, conv(convolution, x, add, ACT_RELU));
    /* What lies between is seen by nobody else, and only the tape may still need it. */
    Tensor *found = nn_forward(convolution, x);
    Tensor *y = found ? batch_norm(norm, found, (BatchNorm){.add = add, .act = ACT_RELU}) : NULL;
    tensor_release(found);
    return nn_show(norm, y);
}

Tensor *nn_conv_norm_relu_pool(Module *convolution, Module *norm, Module *pool, Tensor *x)
{
    if (!convolution || !norm || !pool)
        return NULL;
    bool ours = nn_is(convolution, "Conv") && nn_is(norm, "BatchNorm") && nn_is(pool, "MaxPool");
    if (!ours || norm->folded || !norm->training || nn_hooked()) {
        Tensor *between = nn_conv_norm_relu(convolution, norm, x, NULL), *y = nn_forward(pool, between);
        tensor_release(between);
        return y;
    }
    const ModuleTensor *part = norm->tensors;
    Tensor *found = nn_forward(convolution, x);
    Tensor *y = tensor_batch_norm_pool(found, part[BN_WEIGHT].tensor, part[BN_BIAS].tensor,
                                       part[BN_MEAN].tensor, part[BN_VAR].tensor,
                                       (BatchNorm){.train = true, .act = ACT_RELU}, *(const Pool *)pool->how);
    tensor_release(found);
    return y;
}

Module *nn_batch_norm(int channels)
{
    if (channels < 1)
        return error_set(ERR_VALUE, "nn_batch_norm: %d channels", channels);
    Module *module = nn_module("BatchNorm", batch_norm_forward, 4, 0);
    if (!nn_add_tensor(module, "weight", tensor_ones(SHAPE(channels)), false) ||
        !nn_add_tensor(module, "bias", tensor_zeros(SHAPE(channels)), false) ||
        !nn_add_tensor(module, "running_mean", tensor_zeros(SHAPE(channels)), true) ||
        !nn_add_tensor(module, "running_var", tensor_ones(SHAPE(channels)), true))
        return NULL;
    return nn_described(module, scope_text("%d", channels));
}

static Tensor *relu_forward(Module *module, Tensor *x)
{
    (void)module;
    return tensor_relu(x);
}

Module *nn_relu(void)
{
    return nn_module("ReLU", relu_forward, 0, 0);
}

/* A layer with one number as its option. */
static Module *with_number(const char *kind, Tensor *(*forward)(Module *, Tensor *), double number)
{
    Module *module = nn_module(kind, forward, 0, 0);
    if (!module || !keep_options(module, &number, sizeof number))
        return NULL;
    return nn_described(module, scope_text("%g", number));
}

static Tensor *leaky_relu_forward(Module *module, Tensor *x)
{
    return tensor_leaky_relu(x, *(const double *)module->how);
}

Module *nn_leaky_relu(double slope)
{
    return with_number("LeakyReLU", leaky_relu_forward, slope);
}

static Tensor *gelu_forward(Module *module, Tensor *x)
{
    (void)module;
    return tensor_gelu(x);
}

Module *nn_gelu(void)
{
    return nn_module("GELU", gelu_forward, 0, 0);
}

static Tensor *sigmoid_forward(Module *module, Tensor *x)
{
    (void)module;
    return tensor_sigmoid(x);
}

Module *nn_sigmoid(void)
{
    return nn_module("Sigmoid", sigmoid_forward, 0, 0);
}

static Tensor *tanh_forward(Module *module, Tensor *x)
{
    (void)module;
    return tensor_tanh(x);
}

Module *nn_tanh(void)
{
    return nn_module("Tanh", tanh_forward, 0, 0);
}

static Tensor *dropout_forward(Module *module, Tensor *x)
{
    return module->training ? tensor_dropout(x, *(const double *)module->how) : x;
}

Module *nn_dropout(double p)
{
    if (!(p >= 0 && p < 1))
        return error_set(ERR_VALUE, "nn_dropout: probability %g, wanted 0 <= p < 1", p);
    return with_number("Dropout", dropout_forward, p);
}

static Tensor *flatten_forward(Module *module, Tensor *x)
{
    (void)module;
    return tensor_flatten(x, 1);
}

Module *nn_flatten(void)
{
    return nn_module("Flatten", flatten_forward, 0, 0);
}

static Module *with_pool(const char *who, const char *kind, Tensor *(*forward)(Module *, Tensor *), Pool how)
{
    if (how.size < 1 || how.stride < 0 || how.pad < 0 || how.pad > how.size / 2)
        return error_set(ERR_VALUE, "%s: size %d, stride %d, pad %d (at most half the size)", who, how.size,
                         how.stride, how.pad);
    Module *module = nn_module(kind, forward, 0, 0);
    if (!module || !keep_options(module, &how, sizeof how))
        return NULL;
    return nn_described(module,
                        scope_text("%dx%d, stride %d, pad %d%s", how.size, how.size,
                                   how.stride ? how.stride : how.size, how.pad, how.ceil ? ", ceil" : ""));
}

static Tensor *max_pool_forward(Module *module, Tensor *x)
{
    return tensor_max_pool(x, *(const Pool *)module->how);
}

Module *nn_max_pool(Pool how)
{
    return with_pool("nn_max_pool", "MaxPool", max_pool_forward, how);
}

static Tensor *avg_pool_forward(Module *module, Tensor *x)
{
    return tensor_avg_pool(x, *(const Pool *)module->how);
}

Module *nn_avg_pool(Pool how)
{
    return with_pool("nn_avg_pool", "AvgPool", avg_pool_forward, how);
}

static Tensor *adaptive_avg_pool_forward(Module *module, Tensor *x)
{
    const int *size = module->how;
    return tensor_adaptive_avg_pool(x, size[0], size[1]);
}

Module *nn_adaptive_avg_pool(int height, int width)
{
    int size[2] = {height, width};
    Module *module = nn_module("AdaptiveAvgPool", adaptive_avg_pool_forward, 0, 0);
    if (!module || !keep_options(module, size, sizeof size))
        return NULL;
    return nn_described(module, scope_text("%dx%d", height, width));
}

bool nn_is(const Module *module, const char *kind)
{
    static const struct {
        const char *kind;
        Tensor *(*forward)(Module *, Tensor *);
    } layers[] = {{"Conv", conv_forward},
                  {"BatchNorm", batch_norm_forward},
                  {"ReLU", relu_forward},
                  {"MaxPool", max_pool_forward}};
    for (size_t i = 0; module && i < sizeof layers / sizeof *layers; i++)
        if (module->forward == layers[i].forward)
            return strcmp(layers[i].kind, kind) == 0;
    return false;
}
