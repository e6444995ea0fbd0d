/* One loop over everything. */
#include "tests/reference/reference_reduce.h"

#include <math.h>

#include "kernels/cpu.h"
#include "tests/reference/reference_view.h"

void reference_reduce(ReduceOp op, const View *x, const int64_t *out_shape, double *out)
{
    int64_t results = 1;
    for (int axis = 0; axis < x->n_dims; axis++)
        results *= out_shape[axis];
    for (int64_t i = 0; i < results; i++)
        out[i] = op == REDUCE_SUM ? 0 : op == REDUCE_MAX ? -INFINITY : INFINITY;
    for (int64_t i = 0; i < view_count(x); i++) {
        int64_t rest = i, at = 0, step = 1;
        for (int axis = x->n_dims - 1; axis >= 0; axis--) {
            if (out_shape[axis] > 1)
                at += rest % x->shape[axis] * step;
            rest /= x->shape[axis];
            step *= out_shape[axis];
        }
        double value = *sample_at(x, i);
        if (op == REDUCE_SUM)
            out[at] += value;
        else if (isnan(value) || (op == REDUCE_MAX && value > out[at]) ||
                 (op == REDUCE_MIN && value < out[at]))
            out[at] = value;
    }
}
