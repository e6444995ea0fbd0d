/* caught by: adds_its_input, bends_in_the_middle, hands_the_slope_on, may_be_negative - adds y, not x */
#include "ex1_block.h"

Tensor *residual_block(Tensor *x, Tensor *first, Tensor *second)
{
    Tensor *y = tensor_relu(tensor_conv(x, first, NULL, (Conv){.pad = 1}));
    Tensor *correction = tensor_conv(y, second, NULL, (Conv){.pad = 1}); /* of either sign: no ReLU here */
    return tensor_relu(tensor_add(y, correction));
}
