/* Joining tensors along an axis, and taking rows by number. */
#include "autograd/ops.h"

#include <inttypes.h>

#include "base/error.h"
#include "tensor/storage.h"

/* The parts side by side: each a slice of the whole, in both directions. */
static Tensor *part_of(Tensor *whole, int axis, int64_t from, int64_t size)
{
    Shape shape = tensor_shape(whole);
    shape.size[axis] = size;
    return raw_view(whole, shape, whole->stride, from * whole->stride[axis]);
}

static bool cat_backward(Node *node, Tensor *dy)
{
    const int *axis = node->how;
    int64_t from = 0;
    for (int i = 0; i < node->n_inputs; i++) {
        int64_t size = node->inputs[i]->shape[*axis];
        if (!grad_add(node->inputs[i], part_of(dy, *axis, from, size)))
            return false;
        from += size;
    }
    return true;
}

static bool cat_shape(Tensor **parts, int n, int axis, Shape *shape)
{
    *shape = tensor_shape(parts[0]);
    if (axis < 0 || axis >= shape->n_dims) {
        error_set(ERR_SHAPE, "tensor_cat: axis %d of (%s)", axis, shape_text(*shape));
        return false;
    }
    for (int i = 1; i < n; i++) {
        Shape other = tensor_shape(parts[i]);
        bool fits = other.n_dims == shape->n_dims;
        for (int d = 0; fits && d < shape->n_dims; d++)
            fits = d == axis || other.size[d] == shape->size[d];
        if (!fits) {
            error_set(ERR_SHAPE, "tensor_cat: part %d is (%s), the first (%s); only axis %d may differ", i,
                      shape_text(other), shape_text(tensor_shape(parts[0])), axis);
            return false;
        }
        shape->size[axis] += other.size[axis];
    }
    return true;
}

Tensor *tensor_cat(Tensor **parts, int n, int axis)
{
    if (!parts)
        return NULL;
    if (n < 1)
        return error_set(ERR_VALUE, "tensor_cat: %d parts", n);
    for (int i = 0; i < n; i++)
        if (!raw_usable("tensor_cat", parts[0], parts[i]))
            return NULL;
    Shape shape;
    if (!cat_shape(parts, n, axis, &shape))
        return NULL;
    Tensor *y = raw_new(parts[0], &shape);
    int64_t from = 0;
    for (int i = 0; y && i < n; i++) {
        Tensor *place = part_of(y, axis, from, parts[i]->shape[axis]);
        if (!tensor_copy_(place, parts[i]))
            return NULL;
        tensor_release(place);
        from += parts[i]->shape[axis];
    }
    return record(y, (Op){"cat", cat_backward, .many_inputs = parts, .n_many_inputs = n, .how = &axis,
                          .how_bytes = sizeof axis});
}

Tensor *tensor_stack(Tensor **parts, int n)
{
    if (!parts)
        return NULL;
    if (n < 1)
        return error_set(ERR_VALUE, "tensor_stack: %d parts", n);
    Tensor **rows = scope_alloc((size_t)n * sizeof *rows);
    for (int i = 0; rows && i < n; i++) {
        if (parts[0] && parts[i] && !tensor_same_shape(parts[0], parts[i]))
            return error_set(ERR_SHAPE, "tensor_stack: part %d is (%s), the first (%s)", i,
                             shape_text(tensor_shape(parts[i])), shape_text(tensor_shape(parts[0])));
        rows[i] = tensor_unsqueeze(parts[i], 0);
    }
    return tensor_cat(rows, n, 0);
}

/* A row that was taken twice gets both gradients. */
static bool gather_backward(Node *node, Tensor *dy)
{
    Tensor *x = node->inputs[0], *rows = node->saved[0], *dx = raw_of_shape(dy, x);
    Tensor *flat = tensor_fill_(dx, 0) ? raw_reshape("gather", raw_contiguous(dy),
                                                     SHAPE(tensor_count(rows), tensor_count(x) / x->shape[0]))
                                       : NULL;
    if (!flat)
        return false;
    View to = dx->view;
    to.n_dims = 2;
    to.shape[1] = to.stride[0] = tensor_count(x) / x->shape[0];
    to.stride[1] = 1;
    return dx->storage->device->scatter_add(&flat->view, &rows->view, &to) && grad_add(x, dx);
}

Tensor *tensor_gather(Tensor *x, Tensor *rows)
{
    if (!raw_usable("tensor_gather", x, rows))
        return NULL;
    if (x->n_dims < 1 || rows->n_dims != 1 || tensor_count(x) == 0)
        return error_set(ERR_SHAPE, "tensor_gather: rows (%s) of (%s)", shape_text(tensor_shape(rows)),
                         shape_text(tensor_shape(x)));
    Shape shape = tensor_shape(x);
    shape.size[0] = rows->shape[0];
    int64_t width = tensor_count(x) / x->shape[0];
    Tensor *table = raw_reshape("tensor_gather", raw_contiguous(x), SHAPE(x->shape[0], width));
    Tensor *numbers = raw_contiguous(rows), *y = raw_new(x, &shape);
    Tensor *flat = raw_reshape("tensor_gather", y, SHAPE(rows->shape[0], width));
    if (!table || !numbers || !flat)
        return NULL;
    if (!x->storage->device->gather(&table->view, &numbers->view, &flat->view))
        return NULL;
    return record(y, (Op){"gather", gather_backward, .inputs = {x}, .saved = {numbers}});
}
