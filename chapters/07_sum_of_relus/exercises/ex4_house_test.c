/* The tests of exercise 07.4. */
#include "ex4_house.h"

#include "autograd/ops.h"

#include <criterion/criterion.h>
#include <math.h>

static void near(const char *what, float got, double wanted, const char *why)
{
    cr_assert(fabs((double)got - wanted) < 1e-4, "%s: should be %g, yours is %g. %s", what, wanted,
              (double)got, why);
}

Test(house, one_neuron)
{
    const float inputs[] = {1, 2, 3}, weights[] = {4, -5, 6};
    near("inputs 1 2 3, weights 4 -5 6, bias 0.5", neuron(inputs, weights, 0.5f, 3), 12.5,
         "4 - 10 + 18 + 0.5");
    near("the first input only", neuron(inputs, weights, 0.5f, 1), 4.5, "4 + 0.5");
    near("inputs 1 2 3, weights 4 -5 6, bias -20", neuron(inputs, weights, -20, 3), -8,
         "A neuron may well be below 0: the ReLU is another step");
}

Test(house, one_layer)
{
    const float inputs[] = {1, 2, 3}, weights[] = {1, 0, 0, 0, 1, 1}, biases[] = {10, 20};
    float outputs[2] = {0};
    dense(inputs, 3, weights, biases, outputs, 2);
    near("the first neuron, weights 1 0 0, bias 10", outputs[0], 11, "Its weights are the first row");
    near("the second neuron, weights 0 1 1, bias 20", outputs[1], 25,
         "Its weights begin n_in further, and it has its own bias");
}

static const HouseNet net = {.hidden_weights = {1, 2, 0, 0, 0, 0, -1, 0.5f, 0.5f, 0, 0, 2},
                             .hidden_biases = {0, 2, -1},
                             .price_weights = {10, 20, 5},
                             .price_bias = 7};

Test(house, price)
{
    const float near_school[] = {3, 2, 1, 1}, far_away[] = {3, 2, 9, 1}, ruin[] = {-4, 0, 9, 0};
    near("3 rooms wide, 2 bedrooms, 1 mile to school, wealth 1", house_price(&net, near_school),
         7 + 70 + 30 + 12.5, "All three hidden neurons are on: 7, 1.5 and 2.5");
    near("the same 9 miles from school", house_price(&net, far_away), 7 + 70 + 0 + 12.5,
         "The second hidden neuron is at -6.5, and the ReLU makes 0 of that");
    near("a ruin", house_price(&net, ruin), 7, "All hidden neurons are off: the last bias is left");
}

Test(house, price_below_zero)
{
    HouseNet burden = net;
    burden.price_bias = -100;
    const float house[] = {3, 2, 9, 1};
    near("a house that is a burden", house_price(&burden, house), -100 + 70 + 12.5,
         "There is no ReLU after the last neuron");
}

Test(house, as_the_library)
{
    const float house[] = {0.5f, -1, 2, 0.25f};
    Tensor *x = tensor_from(SHAPE(1, 4), house, 4);
    Tensor *hidden = tensor_relu(tensor_linear(x, tensor_from(SHAPE(3, 4), net.hidden_weights, 12),
                                               tensor_from(SHAPE(3), net.hidden_biases, 3)));
    Tensor *price =
        tensor_linear(hidden, tensor_from(SHAPE(1, 3), net.price_weights, 3), tensor_of(SHAPE(1), 7));
    near("tensor_linear, tensor_relu, tensor_linear", house_price(&net, house), tensor_item(price),
         "The library computes the same net with other loops");
}
