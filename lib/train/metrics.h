/* Metrics: what people want to know of a validation besides its loss. (chapter 19) */
#ifndef TRAIN_METRICS_H
#define TRAIN_METRICS_H

#include "tensor/tensor.h"

/* A column of the training's table. `of` gets the answers to the whole validation set at once, logits
 * (n, classes) and labels (n), because not every metric is a mean over batches; NaN on error. nn_accuracy is
 * one. */
typedef struct Metric {
    const char *name;
    double (*of)(Tensor *logits, Tensor *labels);
} Metric;

enum { METRICS_MOST = 4 };

/* Of each class the share that was found, its recall; the mean over the classes that there are: where nine of
 * ten photos are of one kind, always naming it is right nine times of ten, and worth 1/classes here. */
double metrics_balanced_accuracy(Tensor *logits, Tensor *labels);
/* Of each class 2 * right / (actual + predicted), its F1; the mean over those that are actual or predicted.
 */
double metrics_f1(Tensor *logits, Tensor *labels);

#endif
