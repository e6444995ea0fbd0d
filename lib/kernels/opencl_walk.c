/* Strided views as nested loops that a work item can find its place in. */
#include "kernels/opencl_part.h"

/* Stepping past the end of the inner axis lands on the next place of the outer one, in every operand. */
static bool can_merge(const Walk *walk, int n_operands, int outer, const View *const views[], int axis)
{
    for (int k = 0; k < n_operands; k++)
        if (walk->stride[k][outer] != views[k]->shape[axis] * views[k]->stride[axis])
            return false;
    return true;
}

Walk walk_of(int n_operands, const View *const views[])
{
    Walk walk = {.count = (int)view_count(views[0])};
    for (int axis = 0; axis < views[0]->n_dims; axis++) {
        int64_t size = views[0]->shape[axis];
        if (size == 1)
            continue;
        int at = walk.n_dims - 1;
        if (at >= 0 && can_merge(&walk, n_operands, at, views, axis))
            walk.size[at] *= (int)size;
        else
            walk.size[at = walk.n_dims++] = (int)size;
        for (int k = 0; k < n_operands; k++)
            walk.stride[k][at] = (int)views[k]->stride[axis];
    }
    walk.flat = walk.n_dims <= 1;
    for (int k = 0; k < n_operands && walk.n_dims == 1; k++)
        walk.flat = walk.flat && walk.stride[k][0] == 1;
    return walk;
}
