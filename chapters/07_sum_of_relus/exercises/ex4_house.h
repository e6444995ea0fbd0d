/* Exercise 07.4, fill: a neuron, a layer, a net: the price of a house. */
#ifndef EX4_HOUSE_H
#define EX4_HOUSE_H

#include "chapters/exercise.h"

/* A neuron: multiplies each input by its weight, adds all of it up, and adds its bias. */
float neuron(const float *inputs, const float *weights, float bias, int n);

/* A dense layer: n_out neurons that look at the same n_in inputs.
 *
 *   weights   (n_out, n_in), row after row: the weights of neuron j begin at weights[j * n_in]
 *   outputs   n_out of them, written */
void dense(const float *inputs, int n_in, const float *weights, const float *biases, float *outputs,
           int n_out);

/* The drawing that every course shows: size, bedrooms, distance to the school and wealth of the street on the
 * left, the price on the right, and three hidden neurons between them that nobody has named. */
enum { HOUSE_INPUTS = 4, HOUSE_HIDDEN = 3 };
typedef struct HouseNet {
    float hidden_weights[HOUSE_HIDDEN * HOUSE_INPUTS], hidden_biases[HOUSE_HIDDEN];
    float price_weights[HOUSE_HIDDEN], price_bias;
} HouseNet;

/* The price: hidden neurons, a ReLU on each of them, and one neuron that adds those up. No ReLU at the end: a
 * net may say that a house costs money to get rid of. */
float house_price(const HouseNet *net, const float house[HOUSE_INPUTS]);

#endif
