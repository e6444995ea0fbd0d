/* Reductions: many numbers become one per group. */
#include "autograd/ops.h"

/* What a reduction's backward has to know: how its output looks with the reduced axes kept, and what the sum
 * was divided by. */
typedef struct Reduced {
    Shape kept;
    float divisor;
} Reduced;

static Shape shape_kept(const Tensor *x, Axes axes)
{
    Shape kept = tensor_shape(x);
    for (int i = 0; i < kept.n_dims; i++)
        if (axes & AXIS(i))
            kept.size[i] = 1;
    return kept;
}

/* A reduced tensor stretched back over the shape it was reduced from. */
static Tensor *stretched_back(Tensor *small, Shape kept, Shape full)
{
    return raw_expand("gradient", raw_reshape("gradient", small, kept), full);
}

/* x / n, and not x * (1 / n), which is rounded twice: the mean of 41 ones would be 0.99999994. */
static Tensor *divided(const char *who, Tensor *x, float n)
{
    Tensor *divisor = x ? raw_new(x, &(Shape){0}) : NULL;
    return tensor_fill_(divisor, (double)n) ? raw_zip(who, ZIP_DIV, 0, 0, x, divisor) : NULL;
}

/* Every element of the group had the same part in the result. */
static bool sum_backward(Node *node, Tensor *dy)
{
    const Reduced *how = node->how;
    Tensor *share = how->divisor == 1 ? dy : divided("gradient", dy, how->divisor);
    Tensor *x = node->inputs[0];
    return grad_add(x, stretched_back(share, how->kept, tensor_shape(x)));
}

static Tensor *sum_scaled(const char *who, const char *op, Tensor *x, Axes axes, bool keep, bool mean)
{
    Tensor *sum = raw_reduce(who, REDUCE_SUM, x, axes, keep);
    if (!sum)
        return NULL;
    Reduced how = {.kept = shape_kept(x, axes), .divisor = 1};
    Tensor *y = sum;
    if (mean) {
        how.divisor = (float)(tensor_count(x) / tensor_count(sum));
        y = divided(who, sum, how.divisor);
        tensor_release(sum);
    }
    return record(y, (Op){op, sum_backward, .inputs = {x}, .how = &how, .how_bytes = sizeof how});
}

Tensor *tensor_sum(Tensor *x, Axes axes)
{
    return sum_scaled("tensor_sum", "sum", x, axes, false, false);
}

Tensor *tensor_sum_keep(Tensor *x, Axes axes)
{
    return sum_scaled("tensor_sum_keep", "sum", x, axes, true, false);
}

Tensor *tensor_mean(Tensor *x, Axes axes)
{
    return sum_scaled("tensor_mean", "mean", x, axes, false, true);
}

Tensor *tensor_mean_keep(Tensor *x, Axes axes)
{
    return sum_scaled("tensor_mean_keep", "mean", x, axes, true, true);
}

/* The winners of a group share its dy equally. */
static bool extreme_backward(Node *node, Tensor *dy)
{
    const Reduced *how = node->how;
    Tensor *x = node->saved[0], *y = node->saved[1];
    Tensor *winners = raw_zip("max", ZIP_EQ, 0, 0, x, raw_reshape("max", y, how->kept));
    if (!winners)
        return false;
    Axes axes = 0;
    for (int i = 0; i < x->n_dims; i++)
        if (how->kept.size[i] != x->shape[i])
            axes |= AXIS(i);
    Tensor *n_winners = axes ? raw_reduce("max", REDUCE_SUM, winners, axes, true) : winners;
    Tensor *share = raw_zip("max", ZIP_DIV, 0, 0, raw_reshape("max", dy, how->kept), n_winners);
    return grad_add(node->inputs[0], raw_zip("max", ZIP_MUL, 0, 0, winners, share));
}

static Tensor *extreme(const char *who, const char *op, ReduceOp reduce, Tensor *x, Axes axes)
{
    Tensor *y = raw_reduce(who, reduce, x, axes, false);
    if (!y)
        return NULL;
    Reduced how = {.kept = shape_kept(x, axes)};
    return record(
        y, (Op){op, extreme_backward, .inputs = {x}, .saved = {x, y}, .how = &how, .how_bytes = sizeof how});
}

Tensor *tensor_max(Tensor *x, Axes axes)
{
    return extreme("tensor_max", "max", REDUCE_MAX, x, axes);
}

Tensor *tensor_min(Tensor *x, Axes axes)
{
    return extreme("tensor_min", "min", REDUCE_MIN, x, axes);
}

Tensor *tensor_var(Tensor *x, Axes axes)
{
    return tensor_mean(tensor_square(tensor_sub(x, tensor_mean_keep(x, axes))), axes);
}
