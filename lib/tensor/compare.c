/* Questions about values. */
#include "tensor/compare.h"

#include "base/error.h"
#include "tensor/raw.h"
#include "tensor/storage.h"

Tensor *tensor_eq(Tensor *a, Tensor *b)
{
    return raw_zip("tensor_eq", ZIP_EQ, 0, 0, a, b);
}

Tensor *tensor_ne(Tensor *a, Tensor *b)
{
    return raw_zip("tensor_ne", ZIP_NE, 0, 0, a, b);
}

Tensor *tensor_lt(Tensor *a, Tensor *b)
{
    return raw_zip("tensor_lt", ZIP_LT, 0, 0, a, b);
}

Tensor *tensor_le(Tensor *a, Tensor *b)
{
    return raw_zip("tensor_le", ZIP_LE, 0, 0, a, b);
}

Tensor *tensor_gt(Tensor *a, Tensor *b)
{
    return raw_zip("tensor_gt", ZIP_GT, 0, 0, a, b);
}

Tensor *tensor_ge(Tensor *a, Tensor *b)
{
    return raw_zip("tensor_ge", ZIP_GE, 0, 0, a, b);
}

Tensor *tensor_argmax(Tensor *x, int axis)
{
    if (!raw_usable("tensor_argmax", x, x))
        return NULL;
    int wanted = axis;
    if (axis < 0)
        axis += x->n_dims;
    if (axis < 0 || axis >= x->n_dims || tensor_count(x) == 0)
        return error_set(ERR_SHAPE, "tensor_argmax: axis %d of (%s)", wanted, shape_text(tensor_shape(x)));
    if (x->shape[axis] > EXACT_FLOATS)
        return error_set(ERR_SHAPE, "tensor_argmax: axis %d of (%s): a float counts to %d", wanted,
                         shape_text(tensor_shape(x)), EXACT_FLOATS);
    /* Bring the axis last; the others, in their order, become the rows. */
    Shape turned = {.n_dims = x->n_dims}, rest = {.n_dims = x->n_dims - 1};
    int64_t stride[MAX_DIMS];
    for (int i = 0, j = 0; i < x->n_dims; i++) {
        int to = i == axis ? x->n_dims - 1 : j++;
        turned.size[to] = x->shape[i];
        stride[to] = x->stride[i];
        if (i != axis)
            rest.size[to] = x->shape[i];
    }
    Tensor *rows = raw_reshape("tensor_argmax", raw_contiguous(raw_view(x, turned, stride, 0)),
                               SHAPE(-1, x->shape[axis]));
    Tensor *out = rows ? raw_new(x, &rest) : NULL;
    if (!out)
        return NULL;
    View flat = out->view;
    flat.n_dims = 1;
    flat.shape[0] = tensor_count(out);
    flat.stride[0] = 1;
    return x->storage->device->argmax(&rows->view, &flat) ? out : NULL;
}
