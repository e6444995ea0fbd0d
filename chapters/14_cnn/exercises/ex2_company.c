/* Your answer to exercise 14.2. The contract is in chapters/14_cnn/exercises/ex2_company.h.
 *
 * Take the TODO out, look at what the tests say, and put the function right. */
#include "ex2_company.h"

double share_right(Module *net, Tensor *pictures, Tensor *labels)
{
    TODO("take this line out, run the tests, and find out what the net believes it is doing");
    bool recording = grad_enable(false);
    double share = nn_accuracy(nn_forward(net, pictures), labels);
    grad_enable(recording);
    return share;
}
