/* caught by: three_layers - has a ReLU behind the first layer only */
#include "ex4_last.h"

Tensor *net(Tensor *x, Tensor **layers, int n_layers)
{
    for (int i = 0; i < n_layers; i++) {
        x = tensor_matmul(x, layers[i]);
        if (i == 0 && n_layers > 1) /* a score may be negative: no ReLU behind the last layer */
            x = tensor_relu(x);
    }
    return x;
}
