/* A solution of exercise 09.2. */
#include "ex2_forgotten.h"

Tensor *mnist_loss(Tensor *predictions, Tensor *targets)
{
    /* Without this line the distance of a prediction of 1000 from 1 would be -999: a reward without end. */
    Tensor *answers = tensor_sigmoid(predictions);
    Tensor *misses = tensor_mul(targets, tensor_add_scalar(tensor_neg(answers), 1));
    Tensor *alarms = tensor_mul(tensor_add_scalar(tensor_neg(targets), 1), answers);
    return tensor_mean(tensor_add(misses, alarms), ALL_AXES);
}
