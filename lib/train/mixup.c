/* Mixing the samples of a batch, and their labels. */
#include "train/mixup.h"

#include <math.h>

#include "autograd/ops.h"
#include "base/error.h"
#include "base/random.h"

/* A number of Beta(alpha, alpha): of pairs u^(1/alpha), v^(1/alpha) those with a sum of at most 1 have their
 * first part so distributed (Joehnk 1964). */
static double beta(double alpha)
{
    for (;;) {
        float uniform[2];
        random_rand(random_default(), uniform, 2);
        double u = pow(1 - (double)uniform[0], 1 / alpha), v = pow(1 - (double)uniform[1], 1 / alpha);
        if (u + v <= 1 && u + v > 0)
            return u / (u + v);
    }
}

/* (n) as (n, 1, ...), to be stretched over samples with so many axes. */
static Tensor *beside(Tensor *share, int n_dims)
{
    Shape shape = {.n_dims = n_dims, .size = {share->shape[0]}};
    for (int axis = 1; axis < n_dims; axis++)
        shape.size[axis] = 1;
    return tensor_reshape(share, shape);
}

/* share * a + (1 - share) * b */
static Tensor *blend(Tensor *a, Tensor *b, Tensor *share)
{
    return tensor_add(b, tensor_mul(tensor_sub(a, b), share));
}

Mixup mixup_batch(const Batch *batch, double alpha)
{
    Mixup mixed = {0};
    if (!batch || !batch->x || !batch->y)
        return mixed;
    if (!(alpha > 0 && alpha <= 4)) {
        error_set(ERR_VALUE, "mixup_batch: alpha %g, must be above 0 and at most 4", alpha);
        return mixed;
    }
    int64_t *order = scope_alloc((size_t)batch->n * sizeof *order);
    float *shares = scope_alloc((size_t)batch->n * 2 * sizeof *shares), *partners = shares + batch->n;
    if (!order || !shares)
        return mixed;
    random_randperm(random_default(), order, batch->n);
    for (int64_t i = 0; i < batch->n; i++) {
        double share = beta(alpha);
        shares[i] = (float)fmax(share, 1 - share);
        partners[i] = (float)order[i];
    }
    Tensor *rows = tensor_from(SHAPE(batch->n), partners, batch->n);
    mixed.share = tensor_from(SHAPE(batch->n, 1), shares, batch->n);
    if (!mixed.share)
        return mixed;
    mixed.y = batch->y;
    mixed.other = tensor_gather(batch->y, rows);
    mixed.x = blend(batch->x, tensor_gather(batch->x, rows), beside(mixed.share, batch->x->n_dims));
    return mixed;
}

Tensor *mixup_labels(const Mixup *mixed, int64_t n_classes)
{
    if (!mixed || !mixed->x)
        return NULL;
    return blend(tensor_one_hot(mixed->y, n_classes), tensor_one_hot(mixed->other, n_classes), mixed->share);
}

Tensor *mixup_losses(const Mixup *mixed, Tensor *logits, LossFunction loss_items)
{
    if (!mixed || !mixed->x || !logits || !loss_items)
        return NULL;
    if (loss_items == nn_cross_entropy_items)
        return nn_cross_entropy_soft_items(logits, mixup_labels(mixed, logits->shape[1]));
    return blend(loss_items(logits, mixed->y), loss_items(logits, mixed->other), beside(mixed->share, 1));
}
