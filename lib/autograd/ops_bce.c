/* Binary cross-entropy as one op, for logits of any size. (chapter 10) */
#include "autograd/ops.h"

#include "base/error.h"

/* The logarithm and the exponential cancel: what is left is how far the probability is from the target. */
static bool bce_backward(Node *node, Tensor *dy)
{
    Tensor *x = node->saved[0], *target = node->saved[1];
    Tensor *error = raw_zip("bce", ZIP_SUB, 0, 0, raw_map("bce", MAP_SIGMOID, 0, 0, x), target);
    return grad_add(node->inputs[0], raw_zip_over("bce", ZIP_MUL, 0, 0, dy, error));
}

/* With s the sigmoid, -t log s(x) - (1-t) log(1-s(x)) = max(x, 0) - x t + log(1 + e^-|x|): no logarithm of
 * zero, however large x is. */
Tensor *tensor_bce(Tensor *logits, Tensor *target)
{
    const char *who = "tensor_bce";
    if (!raw_usable(who, logits, target))
        return NULL;
    if (!tensor_same_shape(logits, target)) {
        error_set(ERR_SHAPE, "%s: logits (%s), target (%s)", who, shape_text(tensor_shape(logits)),
                  shape_text(tensor_shape(target)));
        error_hint("they must have one shape: tensor_reshape one of them");
        return NULL;
    }
    Tensor *positive = raw_map(who, MAP_RELU, 0, 0, logits);
    Tensor *linear = raw_zip(who, ZIP_SUB, 0, 0, positive, raw_zip(who, ZIP_MUL, 0, 0, logits, target));
    Tensor *minus_size = raw_map(who, MAP_AFFINE, -1, 0, raw_map(who, MAP_ABS, 0, 0, logits));
    Tensor *one_more = raw_map(who, MAP_AFFINE, 1, 1, raw_map(who, MAP_EXP, 0, 0, minus_size));
    Tensor *y = raw_zip(who, ZIP_ADD, 0, 0, linear, raw_map(who, MAP_LOG, 0, 0, one_more));
    return record(y, (Op){"bce", bce_backward, .inputs = {logits}, .saved = {logits, target}});
}
