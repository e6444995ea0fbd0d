/* Losses. */
#include "nn/loss.h"

#include <math.h>

#include "base/error.h"

Tensor *nn_cross_entropy_items(Tensor *logits, Tensor *labels)
{
    Tensor *log_probabilities = tensor_log_softmax(logits, -1);
    return tensor_nll(log_probabilities, labels);
}

Tensor *nn_cross_entropy(Tensor *logits, Tensor *labels)
{
    return tensor_mean(nn_cross_entropy_items(logits, labels), ALL_AXES);
}

/* Broadcasting (n) against (n, 1) would quietly compare every prediction with every target. */
static bool same_shape(const char *who, const Tensor *prediction, const Tensor *target)
{
    if (!prediction || !target)
        return false;
    if (tensor_same_shape(prediction, target))
        return true;
    error_set(ERR_SHAPE, "%s: prediction (%s), target (%s)", who, shape_text(tensor_shape(prediction)),
              shape_text(tensor_shape(target)));
    error_hint("they must have one shape: tensor_reshape one of them");
    return false;
}

Tensor *nn_cross_entropy_soft_items(Tensor *logits, Tensor *probabilities)
{
    if (!same_shape("nn_cross_entropy_soft_items", logits, probabilities))
        return NULL;
    if (logits->n_dims != 2)
        return error_set(ERR_SHAPE, "nn_cross_entropy_soft_items: (%s), not (n, classes)",
                         shape_text(tensor_shape(logits)));
    return tensor_neg(tensor_sum(tensor_mul(tensor_log_softmax(logits, -1), probabilities), AXIS1));
}

Tensor *nn_label_smoothing_items(Tensor *logits, Tensor *labels)
{
    const double spread = 0.1;
    if (!logits || logits->n_dims != 2)
        return nn_cross_entropy_items(logits, labels); /* which says what is wrong */
    double n_classes = (double)logits->shape[1];
    Tensor *certain = tensor_one_hot(labels, logits->shape[1]);
    return nn_cross_entropy_soft_items(
        logits, tensor_add_scalar(tensor_mul_scalar(certain, 1 - spread), spread / n_classes));
}

Tensor *nn_binary_cross_entropy(Tensor *logits, Tensor *target)
{
    if (!same_shape("nn_binary_cross_entropy", logits, target))
        return NULL;
    return tensor_mean(tensor_bce(logits, target), ALL_AXES);
}

Tensor *nn_mse(Tensor *prediction, Tensor *target)
{
    if (!same_shape("nn_mse", prediction, target))
        return NULL;
    return tensor_mean(tensor_square(tensor_sub(prediction, target)), ALL_AXES);
}

Tensor *nn_l1(Tensor *prediction, Tensor *target)
{
    if (!same_shape("nn_l1", prediction, target))
        return NULL;
    return tensor_mean(tensor_abs(tensor_sub(prediction, target)), ALL_AXES);
}

double nn_accuracy(Tensor *logits, Tensor *labels)
{
    Scope scope = scope_begin();
    Tensor *best = tensor_argmax(logits, -1);
    bool comparable = same_shape("nn_accuracy", best, labels);
    double share = comparable ? tensor_item(tensor_mean(tensor_eq(best, labels), ALL_AXES)) : NAN;
    scope_end(scope);
    return share;
}
