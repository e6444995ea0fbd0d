/* Nets made of layers: one after another, and around a skip connection. */
#include "nn/module.h"

/* What lies between two layers is seen by nobody else: let go of it, and it stays only if the tape saved it.
 * A layer may hand on its input itself, or a view of it: storage is counted, so that is safe. */
Tensor *nn_sequential_forward(Module *module, Tensor *x)
{
    Tensor *y = x;
    for (int i = 0; i < module->n_children && y; i++) {
        Tensor *next = nn_forward(module->children[i], y);
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
