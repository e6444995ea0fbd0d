/* Learning a curve from its points by gradient descent. Points x and y are (n, 1) each. */
#ifndef LEARN_H
#define LEARN_H

#include "nn/module.h"

/* The root of the net's mean squared error. */
double learn_error(Module *net, Tensor *x, Tensor *y);

/* Gradient descent by Adam (chapter 11); the learning rate falls to 0 in the end. Returns the last error. */
double learn(Module *net, Tensor *x, Tensor *y, int steps);

/* A sum of n ReLUs that has learnt the curve: the best of three, because a ReLU that begins in a bad place
 * may never leave it. It begins with the ReLUs of a smaller net, unless that is NULL. */
Module *learn_best(int n, Module *smaller, Tensor *x, Tensor *y, int steps);

#endif
