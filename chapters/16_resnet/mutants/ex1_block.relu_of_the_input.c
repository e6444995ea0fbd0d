/* caught by: may_be_negative - cuts off x before it is added */
#include "ex1_block.h"

Tensor *residual_block(Tensor *x, Tensor *first, Tensor *second)
{
    Tensor *y = tensor_relu(tensor_conv(x, first, NULL, (Conv){.pad = 1}));
    Tensor *correction = tensor_conv(y, second, NULL, (Conv){.pad = 1}); /* of either sign: no ReLU here */
    return tensor_relu(tensor_add(tensor_relu(x), correction));
}
