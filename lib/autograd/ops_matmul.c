/* Products of matrices. One kernel, gemm, does all of them: its operands may be transposed by their strides.
 */
#include "autograd/ops.h"

#include "base/error.h"
#include "tensor/storage.h"

/* t->grad += a b. Where a gradient is there, the kernel adds to it as it goes: no product is stored only to
 * be added. */
static bool grad_add_product(Tensor *t, Tensor *a, bool a_t, Tensor *b, bool b_t)
{
    if (!grad_wanted(t))
        return true;
    Tensor *sum = grad_so_far(t);
    return sum ? raw_matmul_add_("gradient", sum, a, a_t, b, b_t)
               : grad_add(t, raw_matmul("gradient", a, a_t, b, b_t));
}

/* y = a b: da = dy b^T, db = a^T dy */
static bool matmul_backward(Node *node, Tensor *dy)
{
    Tensor *a = node->saved[0], *b = node->saved[1];
    return grad_add_product(node->inputs[0], dy, false, b, true) &&
           grad_add_product(node->inputs[1], a, true, dy, false);
}

Tensor *tensor_matmul(Tensor *a, Tensor *b)
{
    Tensor *y = raw_matmul("tensor_matmul", a, false, b, false);
    return record(y, (Op){"matmul", matmul_backward, .inputs = {a, b}, .saved = {a, b}});
}

/* y = x w^T + bias: dx = dy w, dw = dy^T x, dbias = the columns of dy summed */
static bool linear_backward(Node *node, Tensor *dy)
{
    Tensor *x = node->saved[0], *weight = node->saved[1], *bias = node->inputs[2];
    return grad_add_product(node->inputs[0], dy, false, weight, false) &&
           grad_add_product(node->inputs[1], dy, true, x, false) &&
           (!grad_wanted(bias) || grad_add(bias, raw_reduce("linear", REDUCE_SUM, dy, AXIS0, false)));
}

static bool linear_fits(const Tensor *x, const Tensor *weight, const Tensor *bias)
{
    bool fits = x->n_dims == 2 && weight->n_dims == 2 && x->shape[1] == weight->shape[1] &&
                tensor_count(x) > 0 && tensor_count(weight) > 0 &&
                (!bias || (bias->n_dims == 1 && bias->shape[0] == weight->shape[0]));
    if (!fits) {
        error_set(ERR_SHAPE, "tensor_linear: x (%s), weight (%s), bias (%s)", shape_text(tensor_shape(x)),
                  shape_text(tensor_shape(weight)), bias ? shape_text(tensor_shape(bias)) : "none");
        error_hint("x is (n, in), weight (out, in), bias (out); tensor_flatten makes rows of images");
    }
    return fits;
}

Tensor *tensor_linear(Tensor *x, Tensor *weight, Tensor *bias)
{
    if (!x || !weight || !linear_fits(x, weight, bias))
        return NULL;
    Tensor *y = raw_matmul_bias("tensor_linear", x, false, weight, true, bias);
    return record(y, (Op){"linear", linear_backward, .inputs = {x, weight, bias}, .saved = {x, weight}});
}
