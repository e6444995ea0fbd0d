/* Nets made of layers: one after another, and around a skip connection. */
#include <string.h>

#include "nn/module.h"

static bool is(const Module *module, int i, const char *kind)
{
    return i < module->n_children && strcmp(module->children[i]->kind, kind) == 0;
}

/* Layers i and after it that are computed together: a convolution, its batch norm if there is one, and ReLU;
 * 1 for all others, and while somebody wants to see every layer's output. */
static int together(const Module *module, int i)
{
    if (!is(module, i, "Conv") || nn_hooked())
        return 1;
    if (is(module, i + 1, "BatchNorm"))
        return is(module, i + 2, "ReLU") ? 3 : 1;
    return is(module, i + 1, "ReLU") ? 2 : 1;
}

/* What lies between two layers is seen by nobody else: let go of it, and it stays only if the tape saved it.
 * A layer may hand on its input itself, or a view of it: storage is counted, so that is safe. */
Tensor *nn_sequential_forward(Module *module, Tensor *x)
{
    Tensor *y = x;
    for (int i = 0, n; i < module->n_children && y; i += n) {
        Module **child = &module->children[i];
        n = together(module, i);
        Tensor *next =
            n == 1 ? nn_forward(child[0], y) : nn_conv_norm_relu(child[0], n == 3 ? child[1] : NULL, y, NULL);
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
