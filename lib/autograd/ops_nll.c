/* Picking the log-probability of the right class: the last step of cross-entropy. (chapter 10) */
#include "autograd/ops.h"

#include "base/error.h"
#include "tensor/storage.h"

/* y[i] = -x[i, label[i]]: dx is -dy at the label and 0 elsewhere */
static bool nll_backward(Node *node, Tensor *dy)
{
    Tensor *labels = node->saved[0], *dx = raw_of_shape(dy, node->inputs[0]);
    Tensor *negative = raw_map_over("nll", MAP_AFFINE, -1, 0, dy);
    if (!dx || !negative)
        return false;
    return dx->storage->device->pick_grad(&negative->view, &labels->view, &dx->view) &&
           grad_add(node->inputs[0], dx);
}

Tensor *tensor_nll(Tensor *log_probabilities, Tensor *labels)
{
    if (!raw_usable("tensor_nll", log_probabilities, labels))
        return NULL;
    Tensor *x = raw_contiguous(log_probabilities), *index = raw_contiguous(labels);
    if (!x || !index)
        return NULL;
    if (x->n_dims != 2 || index->n_dims != 1 || x->shape[0] != index->shape[0] || tensor_count(x) == 0) {
        error_set(ERR_SHAPE, "tensor_nll: predictions (%s), labels (%s)", shape_text(tensor_shape(x)),
                  shape_text(tensor_shape(index)));
        error_hint("predictions are (n, classes), labels (n) whole numbers");
        return NULL;
    }
    Tensor *picked = raw_like(index);
    if (!picked)
        return NULL;
    if (!x->storage->device->pick(&x->view, &index->view, &picked->view) ||
        !raw_map_("tensor_nll", MAP_AFFINE, -1, 0, picked))
        return NULL;
    return record(picked, (Op){"nll", nll_backward, .inputs = {log_probabilities}, .saved = {index}});
}
