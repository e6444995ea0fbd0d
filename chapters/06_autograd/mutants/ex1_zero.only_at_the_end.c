/* caught by: losses_of_plain_descent, called_twice - clears the gradient once, when all is over */
#include "ex1_zero.h"

#include "nn/loss.h"

Tensor *quadratic(Tensor *abc, Tensor *x)
{
    Tensor *a = tensor_index(abc, 0), *b = tensor_index(abc, 1), *c = tensor_index(abc, 2);
    return tensor_add(tensor_add(tensor_mul(a, tensor_square(x)), tensor_mul(b, x)), c);
}

void descend(Tensor *abc, Tensor *x, Tensor *y, double lr, double *losses, int n)
{
    for (int i = 0; i < n; i++) {
        Scope step = scope_begin();
        Tensor *loss = nn_l1(quadratic(abc, x), y);
        losses[i] = tensor_item(loss);
        tensor_backward(loss);
        tensor_add_(abc, abc->grad, -lr);
        scope_end(step);
    }
    tensor_zero_grad(abc);
}
