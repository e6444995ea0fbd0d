/* Nets made of layers: one after another, and around a skip connection. */
#include "nn/module.h"

static bool is(const Module *module, int i, const char *kind)
{
    return i < module->n_children && nn_is(module->children[i], kind);
}

/* Layers i and after it that are computed together: a convolution, its batch norm if there is one, and ReLU;
 * behind a batch norm max pooling as well; 1 for all others, and while somebody wants to see every layer's
 * output. */
static int together(const Module *module, int i)
{
    if (!is(module, i, "Conv") || nn_hooked())
        return 1;
    if (is(module, i + 1, "BatchNorm"))
        return !is(module, i + 2, "ReLU") ? 1 : is(module, i + 3, "MaxPool") ? 4 : 3;
    return is(module, i + 1, "ReLU") ? 2 : 1;
}

static Tensor *forward_together(Module **child, int n, Tensor *x)
{
    if (n == 1)
        return nn_forward(child[0], x);
    return n == 4 ? nn_conv_norm_relu_pool(child[0], child[1], child[3], x)
                  : nn_conv_norm_relu(child[0], n == 3 ? child[1] : NULL, x, NULL);
}

/* What lies between two layers is seen by nobody else: let go of it, and it stays only if the tape saved it.
 * A layer may hand on its input itself, or a view of it: storage is counted, so that is safe. */
Tensor *nn_sequential_forward(Module *module, Tensor *x)
{
    Tensor *y = x;
    for (int i = 0, n; i < module->n_children && y; i += n) {
        n = together(module, i);
        Tensor *next = forward_together(&module->children[i], n, y);
        if (y != x && y != next)
            tensor_release(y);
        y = next;
    }
    return y;
}

Module *nn_sequential_of(Module **modules, int n)
{
    Module *module = modules ? nn_module("Sequential", nn_sequential_forward, 0, n) : NULL;
    for (int i = 0; module && i < n; i++)
        if (!nn_add_child(module, scope_text("%d", i), modules[i]))
            return NULL;
    return module;
}

static Tensor *residual_forward(Module *module, Tensor *x)
{
    return tensor_add(x, nn_forward(module->children[0], x));
}

Module *nn_residual(Module *body)
{
    Module *module = nn_module("Residual", residual_forward, 0, 1);
    return nn_add_child(module, "body", body) ? module : NULL;
}
