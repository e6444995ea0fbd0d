/* Residual nets with torchvision's structure and names. (chapter 16; He et al. 2015) */
#ifndef NN_RESNET_H
#define NN_RESNET_H

#include "nn/module.h"

/* (n, h, w, 3) -> (n, n_classes) logits; h and w at least 32 make sense, 224 is what they were made for.
 * Names and shapes in nn_state are torchvision's, so that its weights can be loaded: `conv1.weight`,
 * `layer2.0.downsample.0.weight`, `bn1.running_mean`, `fc.bias`; with 1000 classes 11,689,512, 21,797,672
 * and 25,557,032 parameters. The children are conv1, bn1, maxpool, layer1 .. layer4, avgpool, fc. Weights
 * are drawn from random_default() as torchvision draws them: the same seed gives the same net. cost 1.8, 3.7
 * and 4.1 GMAC for a picture of 224 x 224. */
Module *nn_resnet18(int n_classes);
Module *nn_resnet34(int n_classes);
Module *nn_resnet50(int n_classes);

/* ResNet-18 with half the channels everywhere, 32 to 256: a quarter of the work, and of the weights; with
 * 1000 classes 3,055,880 parameters. */
Module *nn_resnet18_half(int n_classes);

/* The small one for pictures of 32 x 32: three stages of three blocks with 16, 32 and 64 channels, no
 * maxpool. With 10 classes 272,474 parameters, 41 MMAC for a picture of 32 x 32. */
Module *nn_resnet20(int n_classes);

/* The same layers without avgpool and fc, shared with the net: (n, h, w, 3) -> (n, h/32, w/32, features).
 * (chapter 19) */
Module *nn_resnet_body(Module *net);

#endif
