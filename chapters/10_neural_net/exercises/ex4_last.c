/* Your answer to exercise 10.4. The contract is in chapters/10_neural_net/exercises/ex4_last.h.
 *
 * Take the TODO out, look at what the tests say, and put the loop right. */
#include "ex4_last.h"

Tensor *net(Tensor *x, Tensor **layers, int n_layers)
{
    TODO("take this line out, run the tests, and find out why no score is negative");
    for (int i = 0; i < n_layers; i++)
        x = tensor_relu(tensor_matmul(x, layers[i]));
    return x;
}
