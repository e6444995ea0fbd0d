/* Mixup: training on pictures that are two at once, with labels to match (Zhang et al. 2018). (chapter 18) */
#ifndef TRAIN_MIXUP_H
#define TRAIN_MIXUP_H

#include "data/loader.h"
#include "nn/loss.h"

typedef struct Mixup {
    Tensor *x;         /* (n, ...): share * x + (1 - share) * another sample of the batch */
    Tensor *y, *other; /* (n): both labels                                               */
    Tensor *share;     /* (n, 1), from a half to 1                                        */
} Mixup;

/* Each sample of a batch mixed with one drawn from the same batch; the share is the larger part of a number
 * of Beta(alpha, alpha), 0 < alpha <= 4, most often near 1 for the usual .4. Random numbers from
 * random_default(). .x NULL on an error: ERR_VALUE for another alpha. In the current scope. */
Mixup mixup_batch(const Batch *batch, double alpha);
/* The labels as probabilities, (n, n_classes): what nn_cross_entropy_soft_items wants. */
Tensor *mixup_labels(const Mixup *mixed, int64_t n_classes);
/* A loss per item: that of both labels, by their shares, as fast.ai has it. For nn_cross_entropy_items this
 * is nn_cross_entropy_soft_items of the mixed labels, and computed so. */
Tensor *mixup_losses(const Mixup *mixed, Tensor *logits, LossFunction loss_items);

#endif
