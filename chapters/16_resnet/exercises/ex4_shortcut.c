/* Your answer to exercise 16.4. The contract is in chapters/16_resnet/exercises/ex4_shortcut.h. */
#include "ex4_shortcut.h"

Tensor *shortcut(Tensor *x, Tensor *weight)
{
    TODO("every second place, and a product at each");
    return NULL;
}
