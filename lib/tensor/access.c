/* Numbers between the program and the device: reading, writing, and changing in place. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "tensor/raw.h"
#include "tensor/storage.h"

static bool has_numbers(const char *who, const Tensor *t)
{
    if (!t)
        return false;
    if (!t->storage)
        error_set(ERR_STATE, "%s: the values of this tensor (%s) were released", who,
                  shape_text(tensor_shape(t)));
    return t->storage != NULL;
}

bool tensor_read(Tensor *t, float *out)
{
    if (!has_numbers("tensor_read", t))
        return false;
    Tensor *flat = raw_contiguous(t);
    if (!flat)
        return false;
    const Storage *storage = flat->storage;
    return storage->device->download(storage->memory, flat->offset, out, tensor_count(flat));
}

bool tensor_write(Tensor *t, const float *values)
{
    if (!has_numbers("tensor_write", t))
        return false;
    if (!tensor_is_contiguous(t)) {
        error_set(ERR_SHAPE, "tensor_write: (%s) is a view with gaps", shape_text(tensor_shape(t)));
        error_hint("write to the tensor it was cut from, or use tensor_copy_");
        return false;
    }
    return t->storage->device->upload(t->storage->memory, t->offset, values, tensor_count(t));
}

double tensor_item(Tensor *t)
{
    if (!has_numbers("tensor_item", t))
        return NAN;
    if (tensor_count(t) != 1) {
        error_set(ERR_SHAPE, "tensor_item: (%s) has %" PRId64 " elements, not one",
                  shape_text(tensor_shape(t)), tensor_count(t));
        error_hint("tensor_mean, tensor_sum or tensor_at make one number of many");
        return NAN;
    }
    float value;
    const Storage *storage = t->storage;
    return storage->device->download(storage->memory, t->offset, &value, 1) ? (double)value : NAN;
}

double tensor_at_index(Tensor *t, int n_dims, const int64_t *index)
{
    if (!has_numbers("tensor_at", t))
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
    float value;
    const Storage *storage = t->storage;
    return storage->device->download(storage->memory, offset, &value, 1) ? (double)value : NAN;
}

bool tensor_fill_(Tensor *t, double value)
{
    if (!has_numbers("tensor_fill_", t))
        return false;
    View view = raw_view_of(t);
    return t->storage->device->fill(&view, (float)value);
}

bool tensor_copy_(Tensor *t, Tensor *from)
{
    if (!has_numbers("tensor_copy_", t) || !has_numbers("tensor_copy_", from))
        return false;
    Tensor *stretched = raw_expand("tensor_copy_", from, tensor_shape(t));
    if (!stretched)
        return false;
    View source = raw_view_of(stretched), view = raw_view_of(t);
    return t->storage->device->copy(&source, &view);
}

bool tensor_add_(Tensor *t, Tensor *other, double alpha)
{
    if (!has_numbers("tensor_add_", t) || !has_numbers("tensor_add_", other))
        return false;
    Tensor *stretched = raw_expand("tensor_add_", other, tensor_shape(t));
    if (!stretched)
        return false;
    View view = raw_view_of(t), step = raw_view_of(stretched);
    return t->storage->device->zip(ZIP_AXPY, (float)alpha, 0, &view, &step, &view);
}

/* Both tensors' values side by side, in one block that the caller frees. */
static float *read_both(Tensor *a, Tensor *b, int64_t n)
{
    float *values = mem_alloc(2 * (size_t)n * sizeof *values);
    if (values && tensor_read(a, values) && tensor_read(b, values + n))
        return values;
    mem_free(values);
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
        close = x == y || fabs(x - y) <= atol + rtol * fabs(y); /* x == y: equal infinities */
    }
    mem_free(values);
    return close;
}
