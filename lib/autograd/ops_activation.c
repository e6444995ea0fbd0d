/* Activation functions: what makes a net more than one big linear layer. (chapters 07, 09, 10) */
#include "autograd/ops.h"

#include "base/error.h"
#include "base/random.h"
#include "tensor/storage.h"

/* Slopes are written with the output y where that is enough: then x need not be kept. */
static bool relu_backward(Node *node, Tensor *dy)
{
    return grad_add(node->inputs[0], raw_zip_over("relu", ZIP_RELU_GRAD, 0, 0, dy, node->saved[0]));
}

Tensor *tensor_relu(Tensor *x)
{
    Tensor *y = raw_map("tensor_relu", MAP_RELU, 0, 0, x);
    return record(y, (Op){"relu", relu_backward, .inputs = {x}, .saved = {y}});
}

static bool leaky_relu_backward(Node *node, Tensor *dy)
{
    const float *slope = node->how;
    return grad_add(node->inputs[0],
                    raw_zip_over("leaky_relu", ZIP_LEAKY_RELU_GRAD, *slope, 0, dy, node->saved[0]));
}

Tensor *tensor_leaky_relu(Tensor *x, double slope)
{
    float p = (float)slope;
    Tensor *y = raw_map("tensor_leaky_relu", MAP_LEAKY_RELU, p, 0, x);
    return record(y, (Op){"leaky relu", leaky_relu_backward, .inputs = {x}, .saved = {x}, .how = &p,
                          .how_bytes = sizeof p});
}

static bool gelu_backward(Node *node, Tensor *dy)
{
    return grad_add(node->inputs[0], raw_zip_over("gelu", ZIP_GELU_GRAD, 0, 0, dy, node->saved[0]));
}

Tensor *tensor_gelu(Tensor *x)
{
    Tensor *y = raw_map("tensor_gelu", MAP_GELU, 0, 0, x);
    return record(y, (Op){"gelu", gelu_backward, .inputs = {x}, .saved = {x}});
}

static bool sigmoid_backward(Node *node, Tensor *dy)
{
    return grad_add(node->inputs[0], raw_zip_over("sigmoid", ZIP_SIGMOID_GRAD, 0, 0, dy, node->saved[0]));
}

Tensor *tensor_sigmoid(Tensor *x)
{
    Tensor *y = raw_map("tensor_sigmoid", MAP_SIGMOID, 0, 0, x);
    return record(y, (Op){"sigmoid", sigmoid_backward, .inputs = {x}, .saved = {y}});
}

static bool tanh_backward(Node *node, Tensor *dy)
{
    return grad_add(node->inputs[0], raw_zip_over("tanh", ZIP_TANH_GRAD, 0, 0, dy, node->saved[0]));
}

Tensor *tensor_tanh(Tensor *x)
{
    Tensor *y = raw_map("tensor_tanh", MAP_TANH, 0, 0, x);
    return record(y, (Op){"tanh", tanh_backward, .inputs = {x}, .saved = {y}});
}

/* softmax: dx = y * (dy - sum(dy * y)); log softmax: dx = dy - e^y * sum(dy). Each row for itself. */
static bool softmax_backward(Node *node, Tensor *dy)
{
    const bool *log = node->how;
    Tensor *y = node->saved[0], *dx = raw_like(y), *rows = raw_contiguous(dy);
    if (!dx || !rows)
        return false;
    View y_view = raw_rows_of(y), dy_view = raw_rows_of(rows), dx_view = raw_rows_of(dx);
    return y->storage->device->softmax_grad(*log, &y_view, &dy_view, &dx_view) &&
           grad_add(node->inputs[0], dx);
}

static Tensor *softmax_last_axis(Tensor *x, bool log)
{
    Tensor *rows = raw_contiguous(x), *y = raw_like(rows);
    if (!y)
        return NULL;
    View x_view = raw_rows_of(rows), y_view = raw_rows_of(y);
    if (!x->storage->device->softmax(log, &x_view, &y_view))
        return NULL;
    return record(y, (Op){log ? "log softmax" : "softmax", softmax_backward, .inputs = {x}, .saved = {y},
                          .how = &log, .how_bytes = sizeof log});
}

static Tensor *softmax_any_axis(const char *who, Tensor *x, int axis, bool log)
{
    if (!raw_usable(who, x, x))
        return NULL;
    int wanted = axis;
    if (axis < 0)
        axis += x->n_dims;
    if (axis < 0 || axis >= x->n_dims || tensor_count(x) == 0)
        return error_set(ERR_SHAPE, "%s: axis %d of (%s)", who, wanted, shape_text(tensor_shape(x)));
    int last = x->n_dims - 1;
    if (axis == last)
        return softmax_last_axis(x, log);
    Shape swap = {.n_dims = x->n_dims}; /* the axis and the last one change places, there and back */
    for (int i = 0; i < x->n_dims; i++)
        swap.size[i] = i == axis ? last : i == last ? axis : i;
    return tensor_permute(softmax_last_axis(tensor_permute(x, swap), log), swap);
}

Tensor *tensor_softmax(Tensor *x, int axis)
{
    return softmax_any_axis("tensor_softmax", x, axis, false);
}

Tensor *tensor_log_softmax(Tensor *x, int axis)
{
    return softmax_any_axis("tensor_log_softmax", x, axis, true);
}

static bool dropout_backward(Node *node, Tensor *dy)
{
    return grad_add(node->inputs[0], raw_zip_over("dropout", ZIP_MUL, 0, 0, dy, node->saved[0]));
}

Tensor *tensor_dropout(Tensor *x, double p)
{
    if (!raw_usable("tensor_dropout", x, x))
        return NULL;
    if (!(p >= 0 && p < 1))
        return error_set(ERR_VALUE, "tensor_dropout: probability %g, wanted 0 <= p < 1", p);
    uint64_t high = random_u32(random_default());
    uint64_t key = high << 32 | random_u32(random_default());
    Tensor *mask = raw_like(x);
    if (!mask)
        return NULL;
    if (!mask->storage->device->dropout_mask(key, (float)p, &mask->view))
        return NULL;
    Tensor *y = raw_zip("tensor_dropout", ZIP_MUL, 0, 0, x, mask);
    return record(y, (Op){"dropout", dropout_backward, .inputs = {x}, .saved = {mask}});
}
