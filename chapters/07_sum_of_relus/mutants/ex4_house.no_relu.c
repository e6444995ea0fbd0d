/* caught by: price, price_below_zero, as_the_library - leaves the ReLU out */
#include "ex4_house.h"

float neuron(const float *inputs, const float *weights, float bias, int n)
{
    float sum = bias;
    for (int i = 0; i < n; i++)
        sum += inputs[i] * weights[i];
    return sum;
}

void dense(const float *inputs, int n_in, const float *weights, const float *biases, float *outputs,
           int n_out)
{
    for (int j = 0; j < n_out; j++)
        outputs[j] = neuron(inputs, weights + j * n_in, biases[j], n_in);
}

float house_price(const HouseNet *net, const float house[HOUSE_INPUTS])
{
    float hidden[HOUSE_HIDDEN];
    dense(house, HOUSE_INPUTS, net->hidden_weights, net->hidden_biases, hidden, HOUSE_HIDDEN);
    for (int j = 0; j < HOUSE_HIDDEN; j++)
        hidden[j] += 0;
    return neuron(hidden, net->price_weights, net->price_bias, HOUSE_HIDDEN);
}
