/* caught by: relu_between_layers, three_layers - has no ReLU at all */
#include "ex4_last.h"

Tensor *net(Tensor *x, Tensor **layers, int n_layers)
{
    for (int i = 0; i < n_layers; i++) {
        x = tensor_matmul(x, layers[i]);
        if (i < n_layers - 1) /* a score may be negative: no ReLU behind the last layer */
            x = tensor_add_scalar(x, 0);
    }
    return x;
}
