/* Shape: seeing the same numbers differently, cutting, and joining. Backward is the way back. */
#include "autograd/ops.h"

#include <inttypes.h>

#include "base/error.h"
#include "tensor/storage.h"

static bool reshape_backward(Node *node, Tensor *dy)
{
    Tensor *x = node->inputs[0];
    return grad_add(x, raw_reshape("gradient", dy, tensor_shape(x)));
}

static Tensor *reshape_as(const char *who, const char *op, Tensor *x, Shape shape)
{
    Tensor *y = raw_reshape(who, x, shape);
    return record(y, (Op){op, reshape_backward, .inputs = {x}});
}

Tensor *tensor_reshape(Tensor *x, Shape shape)
{
    return reshape_as("tensor_reshape", "reshape", x, shape);
}

Tensor *tensor_flatten(Tensor *x, int from_axis)
{
    if (!x)
        return NULL;
    if (from_axis < 0 || from_axis > x->n_dims)
        return error_set(ERR_SHAPE, "tensor_flatten: from axis %d of (%s)", from_axis,
                         shape_text(tensor_shape(x)));
    Shape shape = {.n_dims = from_axis + 1};
    int64_t rest = 1;
    for (int i = 0; i < x->n_dims; i++) {
        if (i < from_axis)
            shape.size[i] = x->shape[i];
        else
            rest *= x->shape[i];
    }
    if (shape.n_dims > MAX_DIMS)
        return error_set(ERR_SHAPE, "tensor_flatten: from axis %d of (%s)", from_axis,
                         shape_text(tensor_shape(x)));
    shape.size[from_axis] = rest;
    return reshape_as("tensor_flatten", "flatten", x, shape);
}

Tensor *tensor_unsqueeze(Tensor *x, int axis)
{
    if (!x)
        return NULL;
    if (axis < 0 || axis > x->n_dims || x->n_dims == MAX_DIMS)
        return error_set(ERR_SHAPE, "tensor_unsqueeze: a new axis %d in (%s)", axis,
                         shape_text(tensor_shape(x)));
    Shape shape = {.n_dims = x->n_dims + 1};
    for (int i = 0; i < shape.n_dims; i++)
        shape.size[i] = i < axis ? x->shape[i] : i == axis ? 1 : x->shape[i - 1];
    return reshape_as("tensor_unsqueeze", "unsqueeze", x, shape);
}

Tensor *tensor_squeeze(Tensor *x, int axis)
{
    if (!x)
        return NULL;
    if (axis < 0 || axis >= x->n_dims || x->shape[axis] != 1)
        return error_set(ERR_SHAPE, "tensor_squeeze: axis %d of (%s) is not of size 1", axis,
                         shape_text(tensor_shape(x)));
    Shape shape = {.n_dims = x->n_dims - 1};
    for (int i = 0; i < shape.n_dims; i++)
        shape.size[i] = x->shape[i < axis ? i : i + 1];
    return reshape_as("tensor_squeeze", "squeeze", x, shape);
}

Tensor *tensor_contiguous(Tensor *x)
{
    Tensor *y = raw_contiguous(x);
    return y == x ? x : record(y, (Op){"contiguous", reshape_backward, .inputs = {x}});
}

/* x with its axes in another order; the numbers stay where they are. */
static Tensor *permuted(Tensor *x, const Shape *order)
{
    Shape shape = {.n_dims = x->n_dims};
    int64_t stride[MAX_DIMS];
    for (int i = 0; i < x->n_dims; i++) {
        shape.size[i] = x->shape[order->size[i]];
        stride[i] = x->stride[order->size[i]];
    }
    return raw_view(x, shape, stride, 0);
}

static bool permute_backward(Node *node, Tensor *dy)
{
    const Shape *order = node->how;
    Shape back = {.n_dims = order->n_dims};
    for (int i = 0; i < order->n_dims; i++)
        back.size[order->size[i]] = i;
    return grad_add(node->inputs[0], permuted(dy, &back));
}

Tensor *tensor_permute(Tensor *x, Shape order)
{
    if (!x)
        return NULL;
    unsigned seen = 0;
    for (int i = 0; i < order.n_dims && order.n_dims == x->n_dims; i++)
        if (order.size[i] >= 0 && order.size[i] < x->n_dims)
            seen |= AXIS(order.size[i]);
    if (order.n_dims != x->n_dims || seen != AXIS(x->n_dims) - 1) {
        error_set(ERR_SHAPE, "tensor_permute: order (%s) for (%s)", shape_text(order),
                  shape_text(tensor_shape(x)));
        error_hint("name every axis once, counted from 0");
        return NULL;
    }
    Tensor *y = permuted(x, &order);
    return record(y,
                  (Op){"permute", permute_backward, .inputs = {x}, .how = &order, .how_bytes = sizeof order});
}

Tensor *tensor_transpose(Tensor *x)
{
    if (x && x->n_dims != 2)
        return error_set(ERR_SHAPE, "tensor_transpose: (%s) has not two axes", shape_text(tensor_shape(x)));
    return tensor_permute(x, SHAPE(1, 0));
}

typedef struct Slice {
    int axis;
    int64_t from, to;
} Slice;

static Tensor *sliced(Tensor *x, Slice cut)
{
    Shape shape = tensor_shape(x);
    shape.size[cut.axis] = cut.to - cut.from;
    return raw_view(x, shape, x->stride, cut.from * x->stride[cut.axis]);
}

/* dy goes where the slice was cut, zeros elsewhere */
static bool slice_backward(Node *node, Tensor *dy)
{
    const Slice *cut = node->how;
    Tensor *dx = raw_of_shape(dy, node->inputs[0]);
    if (!tensor_fill_(dx, 0))
        return false;
    Tensor *place = sliced(dx, *cut);
    bool copied = tensor_copy_(place, dy);
    tensor_release(place);
    return copied && grad_add(node->inputs[0], dx);
}

Tensor *tensor_slice(Tensor *x, int axis, int64_t from, int64_t to)
{
    if (!x)
        return NULL;
    if (axis < 0 || axis >= x->n_dims || from < 0 || to > x->shape[axis] || from > to)
        return error_set(ERR_SHAPE, "tensor_slice: [%" PRId64 ", %" PRId64 ") on axis %d of (%s)", from, to,
                         axis, shape_text(tensor_shape(x)));
    Slice cut = {axis, from, to};
    Tensor *y = sliced(x, cut);
    return record(y, (Op){"slice", slice_backward, .inputs = {x}, .how = &cut, .how_bytes = sizeof cut});
}

Tensor *tensor_index(Tensor *x, int64_t i)
{
    if (x && (x->n_dims == 0 || i < 0 || i >= x->shape[0]))
        return error_set(ERR_SHAPE, "tensor_index: position %" PRId64 " of (%s)", i,
                         shape_text(tensor_shape(x)));
    return tensor_squeeze(tensor_slice(x, 0, i, i + 1), 0);
}

static bool expand_backward(Node *node, Tensor *dy)
{
    return grad_pass(node->inputs[0], dy); /* sums over stretched axes */
}

Tensor *tensor_expand(Tensor *x, Shape shape)
{
    Tensor *y = raw_expand("tensor_expand", x, shape);
    return record(y, (Op){"expand", expand_backward, .inputs = {x}});
}
