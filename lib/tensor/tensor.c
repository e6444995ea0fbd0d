/* Making tensors, and their headers' life: header in a scope, payload counted. */
#include "tensor/tensor.h"

#include <inttypes.h>
#include <stddef.h>
#include <string.h>

#include "base/error.h"
#include "base/pool.h"
#include "base/random.h"
#include "kernels/device.h"
#include "tensor/raw.h"
#include "tensor/storage.h"

static void header_destroy(void *header)
{
    Tensor *t = header;
    storage_drop(t->storage);
    storage_show(t, NULL);
}

_Static_assert(offsetof(Tensor, stride) - offsetof(Tensor, view) == offsetof(View, stride),
               "a tensor's fields are those of its view");

static void view_set_shape(View *view, const Shape *shape)
{
    int64_t stride = 1;
    view->n_dims = shape->n_dims;
    for (int i = shape->n_dims - 1; i >= 0; i--) {
        view->shape[i] = shape->size[i];
        view->stride[i] = stride;
        stride *= shape->size[i];
    }
}

void raw_set_shape(Tensor *t, Shape shape)
{
    view_set_shape(&t->view, &shape);
}

void raw_each(void (*visit)(void *, void *), void *context)
{
    scope_each(header_destroy, visit, context);
}

/* A header in `scope` that sees storage as `view` says, and takes over one ownership of it. */
static Tensor *header_new(Scope scope, Storage *storage, const View *view)
{
    Tensor *t = storage ? scope_object_in(scope, sizeof *t, header_destroy) : NULL;
    if (!t) {
        storage_drop(storage);
        return NULL;
    }
    t->view = *view;
    storage_show(t, storage);
    t->scope = scope;
    t->name = "";
    return t;
}

/* Strides are products of sizes too, so zeros among the sizes must not hide that the others overflow. */
static bool shape_is_possible(const char *who, const Shape *shape, int64_t *count)
{
    if (shape->n_dims < 0 || shape->n_dims > MAX_DIMS) {
        error_set(ERR_SHAPE, "%s: %d axes, at most %d are possible", who, shape->n_dims, MAX_DIMS);
        return false;
    }
    int64_t product = 1;
    bool empty = false;
    for (int i = 0; i < shape->n_dims; i++) {
        int64_t size = shape->size[i];
        empty = empty || size == 0;
        if (size < 0 || __builtin_mul_overflow(product, size > 0 ? size : 1, &product) ||
            product > INT64_MAX / 64) {
            error_set(ERR_SHAPE, "%s: shape (%s) is not possible", who, shape_text(*shape));
            return false;
        }
    }
    *count = empty ? 0 : product;
    return true;
}

bool raw_shape_is_possible(const char *who, Shape shape)
{
    int64_t count;
    return shape_is_possible(who, &shape, &count);
}

static Tensor *empty_on(const Kernels *device, const Shape *shape)
{
    int64_t count;
    if (!shape_is_possible("tensor_empty", shape, &count))
        return NULL;
    View view = {0};
    view_set_shape(&view, shape);
    return header_new(scope_current(), storage_new(device, count), &view);
}

Tensor *tensor_empty(Shape shape)
{
    return empty_on(device_current(), &shape);
}

Tensor *raw_new(const Tensor *beside, const Shape *shape)
{
    return beside && beside->storage ? empty_on(beside->storage->device, shape) : NULL;
}

Tensor *raw_of_shape(const Tensor *beside, const Tensor *other)
{
    if (!other)
        return NULL;
    Shape shape = tensor_shape(other);
    return raw_new(beside, &shape);
}

Tensor *raw_like(const Tensor *t)
{
    if (!t || !t->storage || !tensor_is_contiguous(t))
        return raw_of_shape(t, t);
    Tensor *like = header_new(scope_current(), storage_new(t->storage->device, tensor_count(t)), &t->view);
    if (like)
        like->offset = 0;
    return like;
}

Tensor *tensor_full(Shape shape, double value)
{
    Tensor *t = tensor_empty(shape);
    return tensor_fill_(t, value) ? t : NULL;
}

Tensor *tensor_zeros(Shape shape)
{
    return tensor_full(shape, 0);
}

Tensor *tensor_ones(Shape shape)
{
    return tensor_full(shape, 1);
}

Tensor *tensor_scalar(double value)
{
    return tensor_full((Shape){0}, value);
}

Tensor *tensor_from(Shape shape, const float *values, int64_t n)
{
    Tensor *t = values ? tensor_empty(shape) : NULL;
    if (!t)
        return NULL;
    if (tensor_count(t) != n) {
        error_set(ERR_SHAPE, "tensor_from: %" PRId64 " values for shape (%s), which has room for %" PRId64, n,
                  shape_text(shape), tensor_count(t));
        return NULL;
    }
    return tensor_write(t, values) ? t : NULL;
}

/* Values made by `make` on the host, then sent to the device. */
static Tensor *from_generator(Shape shape, void (*make)(float *out, int64_t n))
{
    Tensor *t = tensor_empty(shape);
    float *values = t ? pool_take((size_t)tensor_count(t) * sizeof *values) : NULL;
    if (!values)
        return NULL;
    make(values, tensor_count(t));
    bool written = tensor_write(t, values);
    pool_give(values);
    return written ? t : NULL;
}

static void make_arange(float *out, int64_t n)
{
    for (int64_t i = 0; i < n; i++)
        out[i] = (float)i;
}

static void make_rand(float *out, int64_t n)
{
    random_rand(random_default(), out, n);
}

static void make_randn(float *out, int64_t n)
{
    random_randn(random_default(), out, n);
}

Tensor *tensor_arange(int64_t n)
{
    if (n > EXACT_FLOATS)
        return error_set(ERR_SHAPE, "tensor_arange: %" PRId64 " numbers: a float counts to %d", n,
                         EXACT_FLOATS);
    return from_generator(SHAPE(n), make_arange);
}

Tensor *tensor_rand(Shape shape)
{
    return from_generator(shape, make_rand);
}

Tensor *tensor_randn(Shape shape)
{
    return from_generator(shape, make_randn);
}

Tensor *tensor_one_hot(Tensor *labels, int64_t n_classes)
{
    if (!raw_usable("tensor_one_hot", labels, labels))
        return NULL;
    if (labels->n_dims != 1)
        return error_set(ERR_SHAPE, "tensor_one_hot: labels (%s), wanted (n)",
                         shape_text(tensor_shape(labels)));
    int64_t n = labels->shape[0];
    Tensor *index = raw_contiguous(labels);
    Tensor *ones = raw_like(index), *hot = raw_new(index, &SHAPE(n, n_classes));
    bool made = hot && tensor_fill_(ones, 1) &&
                hot->storage->device->pick_grad(&ones->view, &index->view, &hot->view);
    return made ? hot : NULL;
}

Tensor *tensor_named(Tensor *t, const char *name)
{
    if (t && name)
        t->name = name;
    return t;
}

void tensor_release(Tensor *t)
{
    if (t)
        header_destroy(t);
}

Tensor *scope_end_keep(Scope scope, Tensor *t)
{
    if (!raw_usable("scope_end_keep", t, t)) {
        scope_end(scope);
        return NULL;
    }
    Storage *storage = storage_share(t->storage);
    View view = t->view;
    scope_end(scope);
    return header_new(scope_current(), storage, &view);
}

Tensor *raw_view_in(Scope scope, Tensor *base, Shape shape, const int64_t *stride, int64_t offset)
{
    if (!raw_usable("tensor_view", base, base))
        return NULL;
    View view = {.offset = base->offset + offset};
    view_set_shape(&view, &shape);
    for (int i = 0; stride && i < shape.n_dims; i++)
        view.stride[i] = stride[i];
    return header_new(scope, storage_share(base->storage), &view);
}

Tensor *raw_view(Tensor *base, Shape shape, const int64_t *stride, int64_t offset)
{
    return raw_view_in(scope_current(), base, shape, stride, offset);
}

bool raw_renew(Tensor *t, Shape shape)
{
    Tensor *fresh = t ? tensor_empty(shape) : NULL;
    if (!fresh)
        return false;
    const char *use = t->storage ? t->storage->use : NULL;
    storage_drop(t->storage);
    Tensor renewed = *fresh;
    renewed.scope = t->scope;
    renewed.name = t->name;
    renewed.storage->use = use;
    *t = renewed;
    fresh->storage = NULL; /* t has taken it over */
    return true;
}
