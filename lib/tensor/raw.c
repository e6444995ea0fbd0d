/* Computing without a tape. */
#include "tensor/raw.h"

#include <inttypes.h>
#include <string.h>

#include "base/error.h"
#include "tensor/storage.h"

View raw_view_of(const Tensor *t)
{
    View view = {.memory = t->storage->memory, .offset = t->offset, .n_dims = t->n_dims};
    memcpy(view.shape, t->shape, sizeof view.shape);
    memcpy(view.stride, t->stride, sizeof view.stride);
    return view;
}

View raw_rows_of(const Tensor *t)
{
    int64_t width = t->shape[t->n_dims - 1];
    return (View){.memory = t->storage->memory,
                  .offset = t->offset,
                  .n_dims = 2,
                  .shape = {width ? tensor_count(t) / width : 0, width},
                  .stride = {width, 1}};
}

/* Are these operands there, with values, and on one device? */
static bool usable(const char *who, const Tensor *a, const Tensor *b)
{
    if (!a || !b)
        return false;
    if (!a->storage || !b->storage) {
        error_set(ERR_STATE, "%s: the values of an operand were released", who);
        return false;
    }
    if (a->storage->device != b->storage->device) {
        error_set(ERR_DEVICE, "%s: one tensor is on %s, the other on %s", who, a->storage->device->name,
                  b->storage->device->name);
        return false;
    }
    return true;
}

Tensor *raw_expand(const char *who, Tensor *t, Shape shape)
{
    if (!t)
        return NULL;
    int missing = shape.n_dims - t->n_dims;
    int64_t stride[MAX_DIMS] = {0};
    bool fits = missing >= 0 && shape.n_dims <= MAX_DIMS;
    for (int i = 0; fits && i < t->n_dims; i++) {
        fits = t->shape[i] == shape.size[missing + i] || t->shape[i] == 1;
        stride[missing + i] = t->shape[i] == 1 ? 0 : t->stride[i];
    }
    if (!fits) {
        error_set(ERR_SHAPE, "%s: (%s) cannot be stretched to (%s)", who, shape_text(tensor_shape(t)),
                  shape_text(shape));
        error_hint("shapes are aligned at their last axis; only sizes of 1 stretch");
        return NULL;
    }
    return raw_view(t, shape, stride, 0);
}

Tensor *raw_clone(Tensor *t)
{
    if (!usable("tensor_clone", t, t))
        return NULL;
    Tensor *copy = tensor_empty(tensor_shape(t));
    return tensor_copy_(copy, t) ? copy : NULL;
}

Tensor *raw_contiguous(Tensor *t)
{
    return !t || tensor_is_contiguous(t) ? t : raw_clone(t);
}

/* Replace a size of -1 by what is left over. */
static bool shape_complete(const char *who, const Tensor *t, Shape *shape)
{
    int64_t known = 1;
    int open_axis = -1, n_open = 0;
    for (int i = 0; i < shape->n_dims; i++) {
        if (shape->size[i] == -1) {
            open_axis = i;
            n_open++;
        } else if (__builtin_mul_overflow(known, shape->size[i], &known)) {
            known = -1;
            break;
        }
    }
    int64_t count = tensor_count(t);
    if (n_open == 1 && known > 0 && count % known == 0) {
        shape->size[open_axis] = count / known;
        known = count;
    }
    if (n_open > 1 || known != count) {
        error_set(ERR_SHAPE, "%s: the %" PRId64 " elements of (%s) do not fill (%s)", who, count,
                  shape_text(tensor_shape(t)), shape_text(*shape));
        return false;
    }
    return true;
}

Tensor *raw_reshape(const char *who, Tensor *t, Shape shape)
{
    if (!t || !shape_complete(who, t, &shape))
        return NULL;
    return raw_view(raw_contiguous(t), shape, NULL, 0);
}

Tensor *raw_map(const char *who, MapOp op, float p, float q, Tensor *x)
{
    if (!usable(who, x, x))
        return NULL;
    Tensor *out = tensor_empty(tensor_shape(x));
    if (!out)
        return NULL;
    View in = raw_view_of(x), view = raw_view_of(out);
    return x->storage->device->map(op, p, q, &in, &view) ? out : NULL;
}

bool raw_map_(MapOp op, float p, float q, Tensor *x)
{
    if (!x)
        return false;
    View view = raw_view_of(x);
    return x->storage->device->map(op, p, q, &view, &view);
}

/* t's view in a larger shape, which it is known to stretch to. */
static View stretched_view(const Tensor *t, Shape shape)
{
    View view = {.memory = t->storage->memory, .offset = t->offset, .n_dims = shape.n_dims};
    int missing = shape.n_dims - t->n_dims;
    memcpy(view.shape, shape.size, sizeof view.shape);
    for (int i = 0; i < t->n_dims; i++)
        view.stride[missing + i] = t->shape[i] == 1 ? 0 : t->stride[i];
    return view;
}

Tensor *raw_zip(const char *who, ZipOp op, float p, float q, Tensor *a, Tensor *b)
{
    Shape shape;
    if (!usable(who, a, b) || !raw_broadcast(who, a, b, &shape))
        return NULL;
    Tensor *out = tensor_empty(shape);
    if (!out)
        return NULL;
    View left = stretched_view(a, shape), right = stretched_view(b, shape), view = raw_view_of(out);
    return a->storage->device->zip(op, p, q, &left, &right, &view) ? out : NULL;
}

/* Give a fresh row-major tensor another shape of as many elements. */
static void header_reshape(Tensor *t, Shape shape)
{
    int64_t stride = 1;
    t->n_dims = shape.n_dims;
    for (int i = shape.n_dims - 1; i >= 0; i--) {
        t->shape[i] = shape.size[i];
        t->stride[i] = stride;
        stride *= shape.size[i];
    }
}

Tensor *raw_reduce(const char *who, ReduceOp op, Tensor *x, Axes axes, bool keep_axes)
{
    if (!usable(who, x, x))
        return NULL;
    Axes all = (1u << x->n_dims) - 1;
    if (axes != ALL_AXES && (axes & ~all)) {
        return error_set(ERR_SHAPE, "%s: axis %d of (%s)", who, 31 - __builtin_clz(axes),
                         shape_text(tensor_shape(x)));
    }
    Shape kept = tensor_shape(x), dropped = {0};
    for (int i = 0; i < x->n_dims; i++) {
        if (axes & AXIS(i))
            kept.size[i] = 1;
        else
            dropped.size[dropped.n_dims++] = x->shape[i];
    }
    if (tensor_count(x) == 0)
        return error_set(ERR_SHAPE, "%s: (%s) has no elements", who, shape_text(tensor_shape(x)));
    Tensor *out = tensor_empty(kept);
    if (!out)
        return NULL;
    View in = raw_view_of(x), view = raw_view_of(out);
    if (!x->storage->device->reduce(op, &in, &view))
        return NULL;
    if (!keep_axes)
        header_reshape(out, dropped);
    return out;
}

Tensor *raw_sum_to(Tensor *g, Shape shape)
{
    if (!g)
        return NULL;
    Axes axes = 0;
    int missing = g->n_dims - shape.n_dims;
    for (int i = 0; i < g->n_dims; i++)
        if (i < missing || (shape.size[i - missing] == 1 && g->shape[i] != 1))
            axes |= AXIS(i);
    if (!axes)
        return g;
    Tensor *sum = raw_reduce("gradient", REDUCE_SUM, g, axes, true);
    if (sum)
        header_reshape(sum, shape);
    return sum;
}

/* A matrix that gemm can read: one of its strides is 1. */
static bool matrix_view(Tensor *t, bool transpose, View *view)
{
    if (t->n_dims == 2 && t->stride[0] != 1 && t->stride[1] != 1)
        t = raw_clone(t);
    if (!t)
        return false;
    *view = raw_view_of(t);
    if (transpose) {
        view->shape[0] = t->shape[1];
        view->shape[1] = t->shape[0];
        view->stride[0] = t->stride[1];
        view->stride[1] = t->stride[0];
    }
    return true;
}

Tensor *raw_matmul(const char *who, Tensor *a, bool a_t, Tensor *b, bool b_t)
{
    return raw_matmul_bias(who, a, a_t, b, b_t, NULL);
}

Tensor *raw_matmul_bias(const char *who, Tensor *a, bool a_t, Tensor *b, bool b_t, Tensor *bias)
{
    if (!usable(who, a, b))
        return NULL;
    View left = {0}, right = {0};
    bool matrices = a->n_dims == 2 && b->n_dims == 2;
    if (matrices && !(matrix_view(a, a_t, &left) && matrix_view(b, b_t, &right)))
        return NULL;
    if (!matrices || left.shape[1] != right.shape[0] || tensor_count(a) == 0 || tensor_count(b) == 0) {
        error_set(ERR_SHAPE, "%s: (%s)%s x (%s)%s do not fit", who, shape_text(tensor_shape(a)),
                  a_t ? "^T" : "", shape_text(tensor_shape(b)), b_t ? "^T" : "");
        error_hint("(m, k) x (k, n): two axes each, the inner sizes equal");
        return NULL;
    }
    Tensor *out = tensor_empty(SHAPE(left.shape[0], right.shape[1]));
    if (!out)
        return NULL;
    View view = raw_view_of(out), offset = {0};
    Gemm how = {.a = &left, .b = &right, .c = &view};
    bias = raw_contiguous(bias);
    if (bias) {
        offset = raw_view_of(bias);
        how.bias = &offset;
    }
    return a->storage->device->gemm(&how) ? out : NULL;
}
