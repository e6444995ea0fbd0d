/* Exercise 10.2, fill and measure: how large should random weights be? */
#ifndef EX2_START_H
#define EX2_START_H

#include "chapters/exercise.h"

#include <stdint.h>

/* A neuron sums fan_in inputs, each times a random weight. If inputs and weights are independent, and the
 * weights have mean 0, the mean square of the sum is fan_in * deviation^2 times the mean square of the
 * inputs. What comes out should be as large as what went in, layer after layer. */

/* The deviation of the weights that keeps the mean square when nothing follows the sum. 0 when fan_in is 0.
 */
double start_linear(int64_t fan_in);

/* The same when a leaky ReLU follows, x > 0 ? x : slope * x. Half of the sums lie below 0: their squares are
 * multiplied by slope * slope, the others stay. With slope 0 it is a ReLU. (He et al. 2015) */
double start_leaky_relu(int64_t fan_in, double slope);

#endif
