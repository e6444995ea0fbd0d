/* Learning a curve from its points by gradient descent. */
#include "learn.h"

#include "lib.h"

double learn_error(Module *net, Tensor *x, Tensor *y)
{
    bool recording = grad_enable(false);
    double error = sqrt(tensor_item(nn_mse(nn_forward(net, x), y)));
    grad_enable(recording);
    return error;
}

double learn(Module *net, Tensor *x, Tensor *y, int steps)
{
    Optim *adam = optim_adam(nn_parameters(net), (Adam){.lr = 0.03f});
    for (int i = 0; i < steps; i++) {
        Scope step = scope_begin();
        optim_set_lr(adam, 0.03 * (1 - (double)i / steps));
        tensor_backward(nn_mse(nn_forward(net, x), y));
        optim_step(adam);
        optim_zero_grad(adam);
        scope_end(step);
    }
    return learn_error(net, x, y);
}

/* A sum of n ReLUs of a linear function of x each. */
static Module *relu_net(int n)
{
    return nn_sequential(nn_linear(1, n), nn_relu(), nn_linear(n, 1));
}

/* A net of n ReLUs that begins where a smaller one has ended: it has the ReLUs of that, and new ones that
 * count for nothing yet. */
static Module *grown_net(int n, Module *smaller)
{
    Module *net = relu_net(n);
    Parameters *to = nn_parameters(net), *from = smaller ? nn_parameters(smaller) : NULL;
    if (!to || !from)
        return net;
    int64_t old = tensor_shape(from->tensors[0]).size[0];
    tensor_fill_(to->tensors[2], 0);
    for (int i = 0; i < 3; i++) /* bends and slopes (n, 1), (n) along axis 0; the sum's weights (1, n) */
        tensor_copy_(tensor_slice(tensor_detach(to->tensors[i]), i == 2, 0, old), from->tensors[i]);
    tensor_copy_(to->tensors[3], from->tensors[3]);
    return net;
}

enum { RESTARTS = 3 };

Module *learn_best(int n, Module *smaller, Tensor *x, Tensor *y, int steps)
{
    Module *best = NULL;
    double lowest = INFINITY;
    for (int i = 0; i < RESTARTS; i++) {
        Module *net = grown_net(n, smaller);
        double error = learn(net, x, y, steps);
        if (error < lowest) {
            lowest = error;
            best = net;
        }
    }
    return best;
}
