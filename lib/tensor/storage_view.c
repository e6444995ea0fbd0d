/* Tensors as kernels see them: device memory, and how to walk through it. */
#include "tensor/raw.h"
#include "tensor/storage.h"

View raw_view_of(const Tensor *t)
{
    View view;
    view.memory = t->storage->memory;
    view.offset = t->offset;
    view.n_dims = t->n_dims;
    for (int i = 0; i < t->n_dims; i++) {
        view.shape[i] = t->shape[i];
        view.stride[i] = t->stride[i];
    }
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

View raw_stretched_view_of(const Tensor *t, const Shape *shape)
{
    View view;
    view.memory = t->storage->memory;
    view.offset = t->offset;
    view.n_dims = shape->n_dims;
    int missing = shape->n_dims - t->n_dims;
    for (int i = 0; i < shape->n_dims; i++) {
        view.shape[i] = shape->size[i];
        view.stride[i] = i < missing || t->shape[i - missing] == 1 ? 0 : t->stride[i - missing];
    }
    return view;
}
