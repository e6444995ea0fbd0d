/* A net for photos made of two parts: a body that was trained on others, and a head for the classes at hand.
 * (chapter 19) */
#ifndef NN_VISION_MODEL_H
#define NN_VISION_MODEL_H

#include "nn/groups.h"

/* fast.ai's head: (n, h, w, features) -> (n, n_classes). The strongest and the mean of every feature over the
 * picture (in this order), batch norm, dropout of p / 2, a linear layer to 512, ReLU, batch norm, dropout of
 * p, a linear layer. The linear layers have no bias and start by Kaiming's rule; batch norms begin at 1 and
 * .001. Weights from random_default(). */
Module *nn_head(int features, int n_classes, double p);

/* "body" is the net of this name without the layers that name its own classes: resnet18, resnet18_half,
 * resnet34, resnet50, squeezenet1_0 or squeezenet1_1; "head" is nn_head with p = dropout. `weights` is a file
 * for the whole net with its 1000 classes of ImageNet, safetensors or PyTorch's; NULL: from random_default().
 * ERR_VALUE for another name, listing those that there are; errors of nn_load. */
Module *nn_vision_model(const char *arch, int n_classes, double dropout, const char *weights);
bool nn_has_vision_model(const char *arch);

/* fast.ai's three groups: the first part of the body, the rest of it, the head. */
Groups *nn_vision_groups(Module *vision_model);

#endif
