/* Losses: how wrong the predictions are, as one number that backward can start from. (chapters 03, 09, 10) */
#ifndef NN_LOSS_H
#define NN_LOSS_H

#include "autograd/ops.h"

/* A loss per item, (n); the mean of it is what is trained on. Labels are a tensor of whole numbers (n) for
 * the classifiers, and a tensor of the prediction's shape for the others. */
typedef Tensor *(*LossFunction)(Tensor *prediction, Tensor *target);

Tensor *nn_cross_entropy_items(Tensor *logits, Tensor *labels);
/* Labels as probabilities, (n, classes): the cross-entropy with each class, weighted. No gradient to them.
 * (chapter 18) */
Tensor *nn_cross_entropy_soft_items(Tensor *logits, Tensor *probabilities);
/* Label smoothing: each label counts as .9 of its class and .1 of all classes alike, so that no logit has to
 * grow without end; fast.ai's LabelSmoothingCrossEntropy. (chapter 16; Szegedy et al. 2016) */
Tensor *nn_label_smoothing_items(Tensor *logits, Tensor *labels);

/* Means, scalars. */
Tensor *nn_cross_entropy(Tensor *logits,
                         Tensor *labels); /* (n, classes), (n): softmax, then -log of the right one */
Tensor *nn_binary_cross_entropy(
    Tensor *logits,
    Tensor *target); /* same shapes, target in [0, 1]: of the sigmoid, stable for large logits */
Tensor *nn_mse(Tensor *prediction,
               Tensor *target); /* mean of (p - t)^2, stretched like numpy is an error here */
Tensor *nn_l1(Tensor *prediction, Tensor *target); /* mean of |p - t| */

/* Share of rows whose largest logit is at the label: a number for people, not for gradients. NaN on error. */
double nn_accuracy(Tensor *logits, Tensor *labels);

#endif
