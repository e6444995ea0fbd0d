/* Test-time augmentation: several looks at each picture, one answer. */
#include "autograd/ops.h"
#include "base/error.h"
#include "train/learner_part.h"

/* The probabilities of one pass over the loader, in the data set's order. */
static Tensor *answers(Module *net, Loader *loader, int64_t epoch, Tensor **labels)
{
    Tensor *logits;
    if (!learner_predictions_of_epoch(net, loader, epoch, &logits, labels, NULL))
        return NULL;
    return tensor_softmax(logits, 1);
}

bool learner_tta(Module *net, Loader *augmented, Loader *plain, Tta how, Tensor **probabilities,
                 Tensor **labels)
{
    if (!net || !augmented || !plain)
        return false;
    int n = how.n == 0 ? 4 : how.n;
    double beta = how.beta == 0 ? 0.25 : how.beta < 0 ? 0 : how.beta;
    if (n < 1 || !(beta <= 1) || loader_dataset(augmented)->n != loader_dataset(plain)->n) {
        error_set(ERR_VALUE, "learner_tta: n %d, beta %g, data sets of %lld and %lld samples", n, beta,
                  (long long)loader_dataset(augmented)->n, (long long)loader_dataset(plain)->n);
        return false;
    }
    bool recording = grad_enable(false);
    Tensor *(*join)(Tensor *, Tensor *) = how.use_max ? tensor_maximum : tensor_add, *several = NULL;
    for (int pass = 0; pass < n; pass++) {
        Tensor *seen = answers(net, augmented, pass, NULL);
        several = pass == 0 ? seen : join(several, seen);
    }
    Tensor *once = answers(net, plain, 0, labels), *all;
    if (how.use_max) {
        all = tensor_maximum(several, once);
    } else {
        Tensor *mean = tensor_mul_scalar(several, 1.0 / n);
        all = tensor_add(tensor_mul_scalar(mean, 1 - beta), tensor_mul_scalar(once, beta));
    }
    grad_enable(recording);
    if (probabilities)
        *probabilities = all;
    return all != NULL;
}
