/* A net for photos made of two parts: a body that was trained on others, and a head for the classes at hand.
 * (chapter 19) */
#ifndef NN_VISION_MODEL_H
#define NN_VISION_MODEL_H

#include "nn/groups.h"

/* Mean and deviation of ImageNet's colours, after /255; of grey pictures, the mean of the three. */
extern const float nn_imagenet_mean[3], nn_imagenet_std[3], nn_imagenet_grey_mean[1], nn_imagenet_grey_std[1];

/* fast.ai's head: (n, h, w, features) -> (n, n_classes). The strongest and the mean of every feature over the
 * picture (in this order), batch norm, dropout of p / 2, a linear layer to `hidden`, ReLU, batch norm,
 * dropout of p, a linear layer. The linear layers have no bias and start by Kaiming's rule; batch norms begin
 * at 1 and .001. Weights from random_default(). The first two children have no weights: they make a row of
 * numbers out of a picture. */
Module *nn_head(int features, int hidden, int n_classes, double p);

typedef struct VisionModel {
    int n_classes;       /*                                                                      */
    int channels;        /* of the pictures: 0 means 3; 1: the first layer's weights are summed
                            over red, green and blue                                             */
    double dropout;      /* of the head: 0 means fast.ai's .5, below 0: none                     */
    const char *weights; /* for the body: a file of the net with whatever classes, safetensors
                            or PyTorch's, torchvision's names; NULL: from random_default()       */
} VisionModel;

/* "body" is the net of this name without the layers that name its own classes: resnet18, resnet18_half,
 * resnet34, resnet50, squeezenet1_0 or squeezenet1_1; "head" is nn_head with 512 hidden numbers, 256 for
 * resnet18_half. ERR_VALUE for another name, listing those that there are; errors of nn_load, which list what
 * is missing in the file, extra, or of another shape. */
Module *nn_vision_model(const char *arch, VisionModel how);
/* Its name as it is kept, NULL for another. */
const char *nn_vision_name(const char *arch);

/* fast.ai's three groups: the first part of the body, the rest of it, the head. */
Groups *nn_vision_groups(Module *vision_model);

#endif
