/* caught by: one_step - takes the rate of the chapter for the one it is given */
#include "ex1_zero.h"

#include "nn/loss.h"

Tensor *quadratic(Tensor *abc, Tensor *x)
{
    Tensor *a = tensor_index(abc, 0), *b = tensor_index(abc, 1), *c = tensor_index(abc, 2);
    return tensor_add(tensor_add(tensor_mul(a, tensor_square(x)), tensor_mul(b, x)), c);
}

void descend(Tensor *abc, Tensor *x, Tensor *y, double lr, double *losses, int n)
{
    lr = 0.01;
    for (int i = 0; i < n; i++) {
        Scope step = scope_begin();
        Tensor *loss = nn_l1(quadratic(abc, x), y);
        losses[i] = tensor_item(loss);
        tensor_backward(loss);
        tensor_add_(abc, abc->grad, -lr);
        tensor_zero_grad(abc);
        scope_end(step);
    }
}
