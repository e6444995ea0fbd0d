/* Tensors as kernels see them: device memory, and how to walk through it. */
#include "tensor/raw.h"
#include "tensor/storage.h"

View raw_rows_of(const Tensor *t)
{
    int64_t width = t->shape[t->n_dims - 1];
    return (View){.memory = t->memory,
                  .offset = t->offset,
                  .n_dims = 2,
                  .shape = {width ? tensor_count(t) / width : 0, width},
                  .stride = {width, 1}};
}

View raw_stretched_view_of(const Tensor *t, const Shape *shape)
{
    if (raw_has_shape(t, shape))
        return t->view;
    View view = {.memory = t->memory, .offset = t->offset, .n_dims = shape->n_dims};
    int missing = shape->n_dims - t->n_dims;
    for (int i = 0; i < shape->n_dims; i++) {
        view.shape[i] = shape->size[i];
        view.stride[i] = i < missing || t->shape[i - missing] == 1 ? 0 : t->stride[i - missing];
    }
    return view;
}
