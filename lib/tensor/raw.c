/* Computing without a tape. */
#include "tensor/raw.h"

#include <inttypes.h>
#include <string.h>

#include "base/error.h"
#include "tensor/storage.h"

bool raw_usable(const char *who, const Tensor *a, const Tensor *b)
{
    if (!a || !b)
        return false;
    if (!a->storage || !b->storage) {
        const Tensor *released = a->storage ? b : a;
        error_set(ERR_STATE, "%s: the values of an operand (%s) were released", who,
                  shape_text(tensor_shape(released)));
        return false;
    }
    if (a->storage->device != b->storage->device) {
        error_set(ERR_DEVICE, "%s: one tensor is on %s, the other on %s", who, a->storage->device->name,
                  b->storage->device->name);
        return false;
    }
    return true;
}

bool raw_stretches(const char *who, const Tensor *t, const Shape *shape)
{
    if (!t)
        return false;
    int missing = shape->n_dims - t->n_dims;
    bool fits = missing >= 0 && shape->n_dims <= MAX_DIMS;
    for (int i = 0; fits && i < t->n_dims; i++)
        fits = t->shape[i] == shape->size[missing + i] || t->shape[i] == 1;
    if (!fits) {
        error_set(ERR_SHAPE, "%s: (%s) cannot be stretched to (%s)", who, shape_text(tensor_shape(t)),
                  shape_text(*shape));
        error_hint("shapes are aligned at their last axis; only sizes of 1 stretch");
    }
    return fits;
}

Tensor *raw_expand(const char *who, Tensor *t, Shape shape)
{
    if (!raw_stretches(who, t, &shape) || !raw_shape_is_possible(who, shape) || !raw_usable(who, t, t))
        return NULL;
    View stretched = raw_stretched_view_of(t, &shape);
    return raw_view(t, shape, stretched.stride, 0);
}

Tensor *raw_clone(Tensor *t)
{
    if (!raw_usable("tensor_clone", t, t))
        return NULL;
    Tensor *copy = raw_like(t);
    return tensor_copy_(copy, t) ? copy : NULL;
}

bool raw_alone(const Tensor *t)
{
    return t && t->storage && t->storage->owners == 1 && tensor_is_contiguous(t);
}

Tensor *raw_over(Tensor *t)
{
    return raw_alone(t) ? t : raw_like(t);
}

Tensor *raw_contiguous(Tensor *t)
{
    if (!raw_usable("tensor_contiguous", t, t))
        return NULL;
    return tensor_is_contiguous(t) ? t : raw_clone(t);
}

/* Replace a size of -1 by what is left over. */
static bool shape_complete(const char *who, const Tensor *t, Shape *shape)
{
    int64_t known = 1;
    int open_axis = -1;
    bool fits = shape->n_dims >= 0 && shape->n_dims <= MAX_DIMS;
    for (int i = 0; fits && i < shape->n_dims; i++) {
        if (shape->size[i] == -1 && open_axis < 0)
            open_axis = i;
        else
            fits = shape->size[i] >= 0 && !__builtin_mul_overflow(known, shape->size[i], &known);
    }
    int64_t count = tensor_count(t);
    if (fits && open_axis >= 0 && known > 0 && count % known == 0) {
        shape->size[open_axis] = count / known;
        known = count;
    }
    if (!fits || known != count || (open_axis >= 0 && shape->size[open_axis] < 0)) {
        error_set(ERR_SHAPE, "%s: the %" PRId64 " elements of (%s) do not fill (%s)", who, count,
                  shape_text(tensor_shape(t)), shape_text(*shape));
        return false;
    }
    return raw_shape_is_possible(who, *shape);
}

/* The strides that show t in another shape of as many elements, if there are any: neighbouring axes of t that
 * lie in memory like one make a run, and some of the new axes must fill each run exactly. */
static bool strides_of_shape(const Tensor *t, Shape shape, int64_t stride[MAX_DIMS])
{
    int to = shape.n_dims;
    int64_t run = 1, step = 0, filled;
    for (int from = t->n_dims - 1; from >= 0; from--) {
        step = run == 1 ? t->stride[from] : step;
        run *= t->shape[from];
        if (from > 0 && (t->shape[from - 1] == 1 || t->stride[from - 1] == run * step))
            continue;
        for (filled = 1; to > 0 && (filled < run || shape.size[to - 1] == 1); filled *= shape.size[to])
            stride[--to] = step * filled;
        if (filled != run)
            return false;
        run = 1;
    }
    return to == 0;
}

Tensor *raw_reshape(const char *who, Tensor *t, Shape shape)
{
    if (!raw_usable(who, t, t) || !shape_complete(who, t, &shape))
        return NULL;
    int64_t stride[MAX_DIMS];
    if (!tensor_is_contiguous(t) && tensor_count(t) > 0 && strides_of_shape(t, shape, stride))
        return raw_view(t, shape, stride, 0);
    return raw_view(raw_contiguous(t), shape, NULL, 0);
}

static Tensor *map_to(Tensor *out, MapOp op, float p, float q, const Tensor *x)
{
    return out && x->storage->device->map(op, p, q, &x->view, &out->view) ? out : NULL;
}

Tensor *raw_map(const char *who, MapOp op, float p, float q, Tensor *x)
{
    return raw_usable(who, x, x) ? map_to(raw_like(x), op, p, q, x) : NULL;
}

Tensor *raw_map_over(const char *who, MapOp op, float p, float q, Tensor *x)
{
    return raw_usable(who, x, x) ? map_to(raw_over(x), op, p, q, x) : NULL;
}

bool raw_map_(const char *who, MapOp op, float p, float q, Tensor *x)
{
    if (!raw_usable(who, x, x))
        return false;
    return x->storage->device->map(op, p, q, &x->view, &x->view);
}

static Tensor *zip_to(Tensor *out, ZipOp op, float p, float q, const View *a, const View *b)
{
    return out && out->storage->device->zip(op, p, q, a, b, &out->view) ? out : NULL;
}

static Tensor *zip_stretched(const char *who, ZipOp op, float p, float q, Tensor *a, Tensor *b)
{
    Shape shape;
    if (!raw_broadcast(who, a, b, &shape))
        return NULL;
    View left = raw_stretched_view_of(a, &shape), right = raw_stretched_view_of(b, &shape);
    return zip_to(raw_new(a, &shape), op, p, q, &left, &right);
}

Tensor *raw_zip(const char *who, ZipOp op, float p, float q, Tensor *a, Tensor *b)
{
    if (!raw_usable(who, a, b))
        return NULL;
    return tensor_same_shape(a, b) ? zip_to(raw_like(a), op, p, q, &a->view, &b->view)
                                   : zip_stretched(who, op, p, q, a, b);
}

Tensor *raw_zip_over(const char *who, ZipOp op, float p, float q, Tensor *a, Tensor *b)
{
    if (!raw_usable(who, a, b))
        return NULL;
    return tensor_same_shape(a, b) ? zip_to(raw_over(a), op, p, q, &a->view, &b->view)
                                   : zip_stretched(who, op, p, q, a, b);
}

Tensor *raw_reduce(const char *who, ReduceOp op, Tensor *x, Axes axes, bool keep_axes)
{
    if (!raw_usable(who, x, x))
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
    Tensor *out = raw_new(x, &kept);
    if (!out)
        return NULL;
    if (!x->storage->device->reduce(op, &x->view, &out->view))
        return NULL;
    if (!keep_axes)
        raw_set_shape(out, dropped);
    return out;
}

Tensor *raw_sum_to(Tensor *g, const Tensor *small)
{
    if (!g || tensor_same_shape(g, small))
        return g;
    Axes axes = 0;
    int missing = g->n_dims - small->n_dims;
    for (int i = 0; i < g->n_dims; i++)
        if (i < missing || (small->shape[i - missing] == 1 && g->shape[i] != 1))
            axes |= AXIS(i);
    Tensor *sum = raw_reduce("gradient", REDUCE_SUM, g, axes, true);
    if (sum)
        raw_set_shape(sum, tensor_shape(small));
    return sum;
}

/* A matrix that gemm can read: one of its strides is 1. */
static bool matrix_view(Tensor *t, bool transpose, View *view)
{
    if (t->n_dims == 2 && t->stride[0] != 1 && t->stride[1] != 1)
        t = raw_clone(t);
    if (!t)
        return false;
    *view = t->view;
    if (transpose) {
        view->shape[0] = t->shape[1];
        view->shape[1] = t->shape[0];
        view->stride[0] = t->stride[1];
        view->stride[1] = t->stride[0];
    }
    return true;
}

/* a and b as the kernel takes them; false with an error where they are no matrices that fit. */
static bool factors(const char *who, Tensor *a, bool a_t, Tensor *b, bool b_t, View *left, View *right)
{
    if (!raw_usable(who, a, b))
        return false;
    bool matrices = a->n_dims == 2 && b->n_dims == 2;
    if (matrices && !(matrix_view(a, a_t, left) && matrix_view(b, b_t, right)))
        return false;
    bool fit = matrices && left->shape[1] == right->shape[0] && tensor_count(a) > 0 && tensor_count(b) > 0;
    if (!fit) {
        error_set(ERR_SHAPE, "%s: (%s)%s x (%s)%s do not fit", who, shape_text(tensor_shape(a)),
                  a_t ? "^T" : "", shape_text(tensor_shape(b)), b_t ? "^T" : "");
        error_hint("(m, k) x (k, n): two axes each, the inner sizes equal");
    }
    return fit;
}

Tensor *raw_matmul(const char *who, Tensor *a, bool a_t, Tensor *b, bool b_t)
{
    return raw_matmul_bias(who, a, a_t, b, b_t, NULL);
}

Tensor *raw_matmul_bias(const char *who, Tensor *a, bool a_t, Tensor *b, bool b_t, Tensor *bias)
{
    View left, right;
    if ((bias && !raw_usable(who, a, bias)) || !factors(who, a, a_t, b, b_t, &left, &right))
        return NULL;
    Tensor *row = bias ? raw_contiguous(bias) : NULL;
    Tensor *out = raw_new(a, &SHAPE(left.shape[0], right.shape[1]));
    if (!out || (bias && !row))
        return NULL;
    Gemm how = {.a = &left, .b = &right, .c = &out->view, .bias = row ? &row->view : NULL};
    return a->storage->device->gemm(&how) ? out : NULL;
}

bool raw_matmul_add_(const char *who, Tensor *sum, Tensor *a, bool a_t, Tensor *b, bool b_t)
{
    View left, right;
    if (!raw_usable(who, sum, a) || !factors(who, a, a_t, b, b_t, &left, &right))
        return false;
    Gemm how = {.a = &left, .b = &right, .c = &sum->view, .add = &sum->view};
    return sum->storage->device->gemm(&how);
}
