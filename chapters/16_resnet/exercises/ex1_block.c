/* Your answer to exercise 16.1. The contract is in chapters/16_resnet/exercises/ex1_block.h. */
#include "ex1_block.h"

Tensor *residual_block(Tensor *x, Tensor *first, Tensor *second)
{
    TODO("the correction, the sum, the ReLU");
    return NULL;
}
