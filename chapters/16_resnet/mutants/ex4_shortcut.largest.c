/* caught by: takes_every_second_place, is_the_convolution - max pooling */
#include "ex4_shortcut.h"

Tensor *shortcut(Tensor *x, Tensor *weight)
{
    int64_t n = x->shape[0], h = x->shape[1] / 2, w = x->shape[2] / 2, c = x->shape[3];
    Tensor *pairs = tensor_reshape(x, SHAPE(n, h, 2, w, 2, c)); /* of rows, and of columns */
    Tensor *even = tensor_max(pairs, AXIS2 | AXIS4);
    Tensor *y = tensor_matmul(tensor_reshape(even, SHAPE(n * h * w, c)), tensor_transpose(weight));
    return tensor_reshape(y, SHAPE(n, h, w, weight->shape[0]));
}
