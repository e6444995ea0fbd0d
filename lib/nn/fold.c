/* Folding batch norms into convolutions: gamma * (conv(x) - mean) / sqrt(var + eps) + beta is a convolution
 * with other weights. */
#include "nn/fold.h"

#include <math.h>

#include "tensor/raw.h"

enum { GAMMA, BETA, MEAN, VAR, PARTS };

static bool fold_numbers(Tensor *weight, Tensor *bias, const Module *norm)
{
    int64_t k = weight->shape[0], n = tensor_count(weight);
    float *weights = scope_alloc((size_t)n * sizeof *weights),
          *biases = scope_alloc((size_t)k * sizeof *biases);
    float *part[PARTS];
    bool fine = weights && biases && tensor_read(weight, weights) && tensor_read(bias, biases);
    for (int i = 0; fine && i < PARTS; i++) {
        part[i] = scope_alloc((size_t)k * sizeof(float));
        fine = part[i] && tensor_read(norm->tensors[i].tensor, part[i]);
    }
    for (int64_t i = 0; fine && i < k; i++) {
        const double eps = 1e-5; /* nn_batch_norm's */
        double scale = part[GAMMA][i] / sqrt(part[VAR][i] + eps);
        for (int64_t j = 0; j < n / k; j++)
            weights[i * (n / k) + j] = (float)(scale * weights[i * (n / k) + j]);
        biases[i] = (float)(scale * ((double)biases[i] - part[MEAN][i]) + part[BETA][i]);
    }
    return fine && tensor_write(weight, weights) && tensor_write(bias, biases);
}

/* Zeros that live as long as the convolution's weight. */
static Tensor *beside_weight(const Module *conv, Shape shape)
{
    Tensor *zeros = tensor_zeros(shape), *kept = NULL;
    if (zeros)
        kept = raw_view_in(conv->tensors[0].tensor->scope, zeros, shape, NULL, 0);
    tensor_release(zeros);
    return kept;
}

static bool fold_pair(Module *conv, Module *norm)
{
    Tensor *weight = conv->tensors[0].tensor;
    if (conv->n_tensors == 1 &&
        !nn_add_tensor(conv, "bias", beside_weight(conv, SHAPE(weight->shape[0])), true))
        return false;
    Scope scope = scope_begin();
    norm->folded = fold_numbers(weight, conv->tensors[1].tensor, norm);
    scope_end(scope);
    return norm->folded;
}

static int places(const Module *net, const Module *wanted)
{
    int n = net == wanted;
    for (int i = 0; i < net->n_children; i++)
        n += places(net->children[i], wanted);
    return n;
}

/* root: where all of it begins. What stands in several places of it has to stay as it is. */
static bool fold(const Module *root, Module *net)
{
    for (int i = 0; i < net->n_tensors; i++)
        net->tensors[i].tensor->needs_grad = false;
    if (nn_is(net, "Conv") && !net->packed && !(net->packed = beside_weight(net, SHAPE(0))))
        return false;
    for (int i = 0; i < net->n_children; i++) {
        Module *child = net->children[i], *before = i > 0 ? net->children[i - 1] : NULL;
        bool pair = before && nn_is(before, "Conv") && nn_is(child, "BatchNorm") &&
                    places(root, before) == 1 && places(root, child) == 1;
        if (pair && !child->folded && !fold_pair(before, child))
            return false;
        if (!fold(root, child))
            return false;
    }
    return true;
}

bool nn_fold(Module *net)
{
    nn_eval(net);
    return net && fold(net, net);
}
