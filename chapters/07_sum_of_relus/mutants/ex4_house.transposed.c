/* caught by: one_layer, price, price_below_zero, as_the_library - takes the rows of weights for columns */
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
    for (int j = 0; j < n_out; j++) {
        outputs[j] = biases[j];
        for (int i = 0; i < n_in; i++)
            outputs[j] += inputs[i] * weights[i * n_out + j];
    }
}

float house_price(const HouseNet *net, const float house[HOUSE_INPUTS])
{
    float hidden[HOUSE_HIDDEN];
    dense(house, HOUSE_INPUTS, net->hidden_weights, net->hidden_biases, hidden, HOUSE_HIDDEN);
    for (int j = 0; j < HOUSE_HIDDEN; j++)
        if (hidden[j] < 0)
            hidden[j] = 0;
    return neuron(hidden, net->price_weights, net->price_bias, HOUSE_HIDDEN);
}
