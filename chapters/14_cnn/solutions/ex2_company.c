/* A solution of exercise 14.2. */
#include "ex2_company.h"

double share_right(Module *net, Tensor *pictures, Tensor *labels)
{
    bool recording = grad_enable(false);
    nn_eval(net); /* running statistics instead of the batch's, and none of them changed */
    double share = nn_accuracy(nn_forward(net, pictures), labels);
    nn_train(net);
    grad_enable(recording);
    return share;
}
