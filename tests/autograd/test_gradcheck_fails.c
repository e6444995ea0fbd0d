/* Proof that the gradient check can fail. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>

#include "autograd/gradcheck.h"
#include "autograd/ops.h"
#include "base/error.h"

/* Says that the slope of tanh is 1. */
static bool wrong_backward(Node *node, Tensor *dy)
{
    return grad_pass(node->inputs[0], dy);
}

static Tensor *f_wrong(Tensor **in, void *context)
{
    (void)context;
    return record(raw_map("wrong", MAP_TANH, 0, 0, in[0]), (Op){"wrong", wrong_backward, .inputs = {in[0]}});
}

/* x * x, of which the tape sees one x only. */
static Tensor *f_forgets(Tensor **in, void *context)
{
    (void)context;
    return tensor_mul(in[0], tensor_detach(in[0]));
}

static Tensor *f_not_a_number(Tensor **in, void *context)
{
    (void)context;
    return tensor_log(in[0]);
}

Test(gradcheck_fails, for_wrong_backwards)
{
    Tensor *x = tensor_requires_grad(tensor_of(SHAPE(3), 0.01, 0.02, 1.5));
    Gradcheck found;
    cr_assert(gradcheck(f_wrong, &x, 1, NULL, 0, &found));
    cr_expect(gt(dbl, found.worst, 0.4));
    cr_expect(eq(i64, found.element, 2));
    cr_assert(gradcheck(f_forgets, &x, 1, NULL, 0, &found));
    cr_expect(gt(dbl, found.worst, 0.3));

    Tensor *edge = tensor_requires_grad(tensor_of(SHAPE(3), 1, -1, 2));
    cr_assert(gradcheck(f_not_a_number, &edge, 1, NULL, 0, &found));
    cr_expect(isnan(found.worst), "a NaN must not be overwritten by the elements after it");

    Tensor *constant = tensor_ones(SHAPE(2));
    cr_expect(not(gradcheck(f_wrong, &constant, 1, NULL, 0, &found)), "nothing to check is no success");
    cr_expect(eq(int, error_code(), ERR_STATE));
    error_clear();
}
