/* Your answer to exercise 09.2. The contract is in chapters/09_linear_digits/exercises/ex2_forgotten.h.
 *
 * Take the TODO out, look at what the tests say, and put the loss right. */
#include "ex2_forgotten.h"

Tensor *mnist_loss(Tensor *predictions, Tensor *targets)
{
    TODO("take this line out, run the tests, and find what is missing");
    Tensor *misses = tensor_mul(targets, tensor_add_scalar(tensor_neg(predictions), 1));
    Tensor *alarms = tensor_mul(tensor_add_scalar(tensor_neg(targets), 1), predictions);
    return tensor_mean(tensor_add(misses, alarms), ALL_AXES);
}
