/* Tensors as kernels see them: device memory, and how to walk through it. */
#include "tensor/raw.h"
#include "tensor/storage.h"

/* Each op makes three of these, so all places are copied, used or not: that is two moves, where a loop
 * filling a variable and copying that to the caller took a sixth of the time of a small op. */
View raw_view_of(const Tensor *t)
{
    _Static_assert(MAX_DIMS == 6, "as many as are written out here");
    const int64_t *size = t->shape, *stride = t->stride;
    return (View){.memory = t->storage->memory,
                  .offset = t->offset,
                  .n_dims = t->n_dims,
                  .shape = {size[0], size[1], size[2], size[3], size[4], size[5]},
                  .stride = {stride[0], stride[1], stride[2], stride[3], stride[4], stride[5]}};
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

View raw_stretched_view_of(const Tensor *t, const Shape *shape)
{
    if (raw_has_shape(t, shape))
        return raw_view_of(t);
    View view = {.memory = t->storage->memory, .offset = t->offset, .n_dims = shape->n_dims};
    int missing = shape->n_dims - t->n_dims;
    for (int i = 0; i < shape->n_dims; i++) {
        view.shape[i] = shape->size[i];
        view.stride[i] = i < missing || t->shape[i - missing] == 1 ? 0 : t->stride[i - missing];
    }
    return view;
}
