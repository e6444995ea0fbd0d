/* caught by: takes_every_second_place, a_row_for_each_channel, is_the_convolution - 1, 3, 5 ... across */
#include "ex4_shortcut.h"

Tensor *shortcut(Tensor *x, Tensor *weight)
{
    int64_t n = x->shape[0], h = x->shape[1] / 2, w = x->shape[2] / 2, c = x->shape[3];
    Tensor *pairs = tensor_reshape(x, SHAPE(n, h, 2, w, 2, c)); /* of rows, and of columns */
    Tensor *even = tensor_slice(tensor_slice(pairs, 2, 0, 1), 4, 1, 2);
    Tensor *y = tensor_matmul(tensor_reshape(even, SHAPE(n * h * w, c)), tensor_transpose(weight));
    return tensor_reshape(y, SHAPE(n, h, w, weight->shape[0]));
}
