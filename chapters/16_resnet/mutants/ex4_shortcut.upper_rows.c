/* caught by: takes_every_second_place, is_the_convolution - the upper half of the rows */
#include "ex4_shortcut.h"

Tensor *shortcut(Tensor *x, Tensor *weight)
{
    int64_t n = x->shape[0], h = x->shape[1] / 2, w = x->shape[2] / 2, c = x->shape[3];
    Tensor *pairs = tensor_reshape(x, SHAPE(n, 2, h, w, 2, c));
    Tensor *even = tensor_slice(tensor_slice(pairs, 1, 0, 1), 4, 0, 1);
    Tensor *y = tensor_matmul(tensor_reshape(even, SHAPE(n * h * w, c)), tensor_transpose(weight));
    return tensor_reshape(y, SHAPE(n, h, w, weight->shape[0]));
}
