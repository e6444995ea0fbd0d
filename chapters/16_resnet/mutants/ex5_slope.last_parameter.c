/* caught by: the_way_around_keeps_it, of_one_weight - looks at the wrong end */
#include "ex5_slope.h"

#include <math.h>

static void forget(const Parameters *all)
{
    for (int i = 0; all && i < all->n; i++)
        tensor_zero_grad(all->tensors[i]);
}

double first_slope(Module *net, Tensor *x, Tensor *labels)
{
    const Parameters *all = nn_parameters(net);
    nn_train(net);
    forget(all);
    tensor_backward(nn_cross_entropy(nn_forward(net, x), labels));
    double length = sqrt(tensor_item(tensor_sum(tensor_square(all->tensors[all->n - 1]->grad), ALL_AXES)));
    forget(all);
    return length;
}

double growth_per_block(double shallow, double deep, int n)
{
    return pow(deep / shallow, 1.0 / (n - 1));
}
