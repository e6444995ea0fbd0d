/* Numbers between the program and the device: reading, writing, and changing in place. */
#include <inttypes.h>
#include <math.h>

#include "base/error.h"
#include "base/pool.h"
#include "tensor/raw.h"
#include "tensor/storage.h"

bool tensor_read(Tensor *t, float *out)
{
    if (!out || !raw_usable("tensor_read", t, t))
        return false;
    if (tensor_is_contiguous(t))
        return storage_read(t->storage, t->offset, out, tensor_count(t));
    Tensor *flat = raw_clone(t);
    bool done = flat && storage_read(flat->storage, flat->offset, out, tensor_count(flat));
    tensor_release(flat);
    return done;
}

bool tensor_write(Tensor *t, const float *values)
{
    if (!values || !raw_usable("tensor_write", t, t))
        return false;
    if (!tensor_is_contiguous(t)) {
        error_set(ERR_SHAPE, "tensor_write: (%s) is a view with gaps", shape_text(tensor_shape(t)));
        error_hint("write to the tensor it was cut from, or use tensor_copy_");
        return false;
    }
    return storage_write(t->storage, t->offset, values, tensor_count(t));
}

static double read_one(const Tensor *t, int64_t offset)
{
    float value;
    return storage_read(t->storage, offset, &value, 1) ? (double)value : NAN;
}

double tensor_item(Tensor *t)
{
    if (!raw_usable("tensor_item", t, t))
        return NAN;
    if (tensor_count(t) != 1) {
        error_set(ERR_SHAPE, "tensor_item: (%s) has %" PRId64 " elements, not one",
                  shape_text(tensor_shape(t)), tensor_count(t));
        error_hint("tensor_mean, tensor_sum or tensor_at make one number of many");
        return NAN;
    }
    return read_one(t, t->offset);
}

double tensor_at_index(Tensor *t, int n_dims, const int64_t *index)
{
    if (!raw_usable("tensor_at", t, t) || (n_dims > 0 && !index))
        return NAN;
    if (n_dims != t->n_dims) {
        error_set(ERR_SHAPE, "tensor_at: %d positions for (%s)", n_dims, shape_text(tensor_shape(t)));
        return NAN;
    }
    int64_t offset = t->offset;
    for (int i = 0; i < n_dims; i++) {
        if (index[i] < 0 || index[i] >= t->shape[i]) {
            error_set(ERR_VALUE, "tensor_at: position %" PRId64 " on axis %d of (%s)", index[i], i,
                      shape_text(tensor_shape(t)));
            return NAN;
        }
        offset += index[i] * t->stride[i];
    }
    return read_one(t, offset);
}

bool tensor_fill_(Tensor *t, double value)
{
    if (!raw_usable("tensor_fill_", t, t))
        return false;
    return t->storage->device->fill(&t->view, (float)value);
}

/* In a stretched view many elements are one number: there is no sense in giving each a value. */
static bool writable(const char *who, const Tensor *t)
{
    for (int i = 0; i < t->n_dims && tensor_count(t) > 0; i++)
        if (t->shape[i] > 1 && t->stride[i] == 0) {
            error_set(ERR_STATE, "%s: axis %d of (%s) is stretched, its elements are one number", who, i,
                      shape_text(tensor_shape(t)));
            error_hint("tensor_contiguous makes a copy with room for each");
            return false;
        }
    return true;
}

/* What can be read, stretched to t's shape, while t is written: `from`, or a copy of it when both are views
 * of the same numbers, but not the same view. NULL with an error. */
static Tensor *source_for(const char *who, Tensor *t, Tensor *from)
{
    Shape shape = tensor_shape(t);
    if (!raw_usable(who, t, from) || !writable(who, t) || !raw_stretches(who, from, &shape))
        return NULL;
    if (from->storage != t->storage)
        return from;
    View source = raw_stretched_view_of(from, &shape);
    bool same = source.offset == t->offset;
    for (int i = 0; i < t->n_dims; i++)
        same = same && (t->shape[i] == 1 || source.stride[i] == t->stride[i]);
    return same ? from : raw_clone(from);
}

/* source as it stretches to t's shape: its own view where nothing stretches, else one made in `room`. */
static const View *stretched_to(const Tensor *t, const Tensor *source, View *room)
{
    if (tensor_same_shape(t, source))
        return &source->view;
    Shape shape = tensor_shape(t);
    *room = raw_stretched_view_of(source, &shape);
    return room;
}

bool tensor_copy_(Tensor *t, Tensor *from)
{
    Tensor *source = source_for("tensor_copy_", t, from);
    if (!source)
        return false;
    View room;
    bool itself = source->storage == t->storage; /* source_for let only the very same view through */
    bool done = itself || t->storage->device->copy(stretched_to(t, source, &room), &t->view);
    if (source != from)
        tensor_release(source);
    return done;
}

bool tensor_add_(Tensor *t, Tensor *other, double alpha)
{
    Tensor *source = source_for("tensor_add_", t, other);
    if (!source)
        return false;
    View room;
    const View *step = stretched_to(t, source, &room);
    bool done = t->storage->device->zip(ZIP_AXPY, (float)alpha, 0, &t->view, step, &t->view);
    if (source != other)
        tensor_release(source);
    return done;
}

/* Both tensors' values side by side, in one block from the pool. */
static float *read_both(Tensor *a, Tensor *b, int64_t n)
{
    float *values = pool_take(2 * (size_t)n * sizeof *values);
    if (values && tensor_read(a, values) && tensor_read(b, values + n))
        return values;
    pool_give(values);
    return NULL;
}

bool tensor_equal(Tensor *a, Tensor *b)
{
    return tensor_all_close(a, b, 0, 0);
}

bool tensor_all_close(Tensor *a, Tensor *b, double rtol, double atol)
{
    if (!tensor_same_shape(a, b))
        return false;
    int64_t n = tensor_count(a);
    float *values = read_both(a, b, n);
    if (!values)
        return false;
    bool close = true;
    for (int64_t i = 0; i < n && close; i++) {
        double x = values[i], y = values[n + i];
        close =
            x == y || (isfinite(y) && fabs(x - y) <= atol + rtol * fabs(y)); /* x == y: equal infinities */
    }
    pool_give(values);
    return close;
}
