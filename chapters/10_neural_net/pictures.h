/* The chapter's pictures. */
#ifndef PICTURES_H
#define PICTURES_H

#include "lib.h"

/* Accuracy after each of n epochs, and that of the linear model, to folder/10-accuracy.png. */
void picture_accuracy(const char *folder, const double *accuracies, int n, double linear);
/* The weights of each of the 30 hidden neurons as a picture, (30, 784), to folder/10-weights.png. */
void picture_weights(const char *folder, Tensor *weights);
/* Training and validation loss, and the errors, of a training on few pictures, to folder/10-overfit.png. */
void picture_overfit(const char *folder, const Recorder *recorder);

#endif
