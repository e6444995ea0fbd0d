/* Ready-made nets. (chapters 00, 14, 16) */
#ifndef NN_NETS_H
#define NN_NETS_H

#include "nn/module.h"

/* A small residual net for photos: (n, h, w, 3) -> (n, n_classes) logits, h and w at least 16. Four halvings,
 * 32, 64, 128 and 256 channels, three residual blocks, the mean over the picture, dropout, one linear layer.
 * Weights from random_default(). 1.9 million parameters, 0.3 GFLOP for a picture of 96 x 96. */
Module *nn_bear_net(int n_classes, double dropout);

#endif
