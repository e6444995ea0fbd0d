/* Shapes: counting, comparing, writing down, and stretching two of them to a common one. */
#include <inttypes.h>
#include <string.h>

#include "base/error.h"
#include "tensor/raw.h"

const char *shape_text(Shape shape)
{
    char text[MAX_DIMS * 24] = "";
    size_t used = 0;
    for (int i = 0; i < shape.n_dims && i < MAX_DIMS; i++)
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%" PRId64, i ? ", " : "", shape.size[i]);
    char *copy = scope_text("%s", text);
    return copy ? copy : "?";
}

Shape tensor_shape(const Tensor *t)
{
    if (!t)
        return (Shape){0};
    const int64_t *size = t->shape;
    return (Shape){.n_dims = t->n_dims, .size = {size[0], size[1], size[2], size[3], size[4], size[5]}};
}

bool raw_has_shape(const Tensor *t, const Shape *shape)
{
    bool same = t->n_dims == shape->n_dims;
    for (int i = 0; same && i < t->n_dims; i++)
        same = t->shape[i] == shape->size[i];
    return same;
}

bool raw_broadcast(const char *who, const Tensor *a, const Tensor *b, Shape *out)
{
    if (!a || !b)
        return false;
    if (tensor_same_shape(a, b)) {
        *out = tensor_shape(a);
        return true;
    }
    *out = (Shape){.n_dims = a->n_dims > b->n_dims ? a->n_dims : b->n_dims};
    for (int i = 0; i < out->n_dims; i++) { /* i counts axes from the last */
        int64_t size_a = i < a->n_dims ? a->shape[a->n_dims - 1 - i] : 1;
        int64_t size_b = i < b->n_dims ? b->shape[b->n_dims - 1 - i] : 1;
        if (size_a != size_b && size_a != 1 && size_b != 1) {
            error_set(ERR_SHAPE,
                      "%s: (%s) and (%s) do not stretch to one shape: %" PRId64 " against %" PRId64, who,
                      shape_text(tensor_shape(a)), shape_text(tensor_shape(b)), size_a, size_b);
            error_hint("shapes are aligned at their last axis; sizes must be equal, or one of them 1");
            return false;
        }
        out->size[out->n_dims - 1 - i] = size_a == 1 ? size_b : size_a;
    }
    return true;
}
