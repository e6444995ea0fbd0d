/* caught by: one_picture, good_company, nothing_is_learnt - remembers when all is over */
#include "ex2_company.h"

double share_right(Module *net, Tensor *pictures, Tensor *labels)
{
    bool recording = grad_enable(false);
    double share = nn_accuracy(nn_forward(net, pictures), labels);
    nn_eval(net);
    nn_train(net);
    grad_enable(recording);
    return share;
}
