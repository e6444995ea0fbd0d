/* caught by: the_sum_is_cut_off - hands on negative numbers */
#include "ex1_block.h"

Tensor *residual_block(Tensor *x, Tensor *first, Tensor *second)
{
    Tensor *y = tensor_relu(tensor_conv(x, first, NULL, (Conv){.pad = 1}));
    Tensor *correction = tensor_conv(y, second, NULL, (Conv){.pad = 1}); /* of either sign: no ReLU here */
    return tensor_add(x, correction);
}
