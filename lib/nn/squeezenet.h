/* SqueezeNet: ImageNet in 1.2 million parameters. (chapter 19; Iandola and others 2016) */
#ifndef NN_SQUEEZENET_H
#define NN_SQUEEZENET_H

#include "nn/module.h"

/* (n, h, w, 3) -> (n, n_classes) logits, h and w at least 21. Structure, names ("features.3.squeeze.weight")
 * and parameter counts are torchvision's: 1,248,424 (1.0) and 1,235,496 (1.1) for 1000 classes; the
 * first weights come from random_default(), distributed as its: uniform by Kaiming's rule, the last layer
 * normal with .01. The photo is to be scaled to 0..1 and normalised with ImageNet's mean and std. 1.1 costs
 * 0.7 GFLOP for a picture of 224 x 224, 2.4 times less than 1.0. */
Module *nn_squeezenet1_0(int n_classes);
Module *nn_squeezenet1_1(int n_classes);

#endif
