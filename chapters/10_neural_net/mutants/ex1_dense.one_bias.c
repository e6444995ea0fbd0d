/* caught by: as_the_tape_has_them - a bias for the first neuron only */
#include "ex1_dense.h"

void dense_forward(const float *x, const float *weights, const float *bias, float *y, size_t in, size_t out)
{
    for (size_t k = 0; k < out; k++) {
        float sum = bias[k];
        for (size_t i = 0; i < in; i++)
            sum += weights[k * in + i] * x[i];
        y[k] = sum > 0 ? sum : 0;
    }
}

void dense_backward(const float *x, const float *weights, const float *y, const float *dy, float *dx,
                    float *dweights, float *dbias, size_t in, size_t out)
{
    for (size_t i = 0; i < in; i++)
        dx[i] = 0;
    for (size_t k = 0; k < out; k++) {
        float slope = y[k] > 0 ? dy[k] : 0; /* the ReLU's part of the chain */
        for (size_t i = 0; i < in; i++) {
            dx[i] += slope * weights[k * in + i]; /* an input feeds every neuron: their slopes add up */
            dweights[k * in + i] += slope * x[i];
        }
        dbias[0] += slope;
    }
}
