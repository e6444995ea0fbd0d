/* Ready-made nets. (chapters 00, 14, 16) */
#ifndef NN_NETS_H
#define NN_NETS_H

#include "nn/module.h"

/* A small convolutional net for photos: (n, h, w, 3) -> (n, n_classes) logits, h and w at least 16. Five
 * looks with 3 x 3 patterns, at a half, a half, a quarter, an eighth and a sixteenth of the size, 32 to 256
 * channels; the mean over the picture, dropout, one linear layer. Weights from random_default(). 0.54 million
 * parameters, 0.24 GFLOP for a picture of 96 x 96. */
Module *nn_bear_net(int n_classes, double dropout);

#endif
