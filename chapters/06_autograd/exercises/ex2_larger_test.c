/* The tests of exercise 06.2. */
#include "ex2_larger.h"

#include "autograd/gradcheck.h"
#include "base/error.h"
#include "base/random.h"

#include <criterion/criterion.h>
#include <math.h>

static Tensor *a, *b;

static void three_pairs(void)
{
    a = tensor_requires_grad(tensor_of(SHAPE(3), 5, 1, 2));
    b = tensor_requires_grad(tensor_of(SHAPE(3), 4, 3, 2));
}

TestSuite(larger, .init = three_pairs);

static void holds(const char *what, Tensor *got, float x, float y, float z, const char *why)
{
    cr_assert(error_ok(), "the library says: %s", error_text());
    cr_assert(got != NULL, "%s is not there. Backward finds in node->saved only what record was given", what);
    cr_assert(tensor_equal(got, tensor_of(SHAPE(3), x, y, z)), "%s should be %g %g %g, yours is %g %g %g. %s",
              what, (double)x, (double)y, (double)z, tensor_at(got, 0), tensor_at(got, 1), tensor_at(got, 2),
              why);
}

Test(larger, values)
{
    holds("the larger of 5 1 2 and 4 3 2", larger(a, b), 5, 3, 2, "Element by element");
}

Test(larger, winner_takes_it)
{
    tensor_backward(tensor_sum(tensor_mul(larger(a, b), tensor_of(SHAPE(3), 10, 20, 0)), ALL_AXES));
    holds("with dy 10 20 0, the gradient of 5 1 2", a->grad, 10, 0, 0,
          "Only its 5 was the larger one, and dy was 10");
    holds("with dy 10 20 0, the gradient of 4 3 2", b->grad, 0, 20, 0,
          "Only its 3 was the larger one, and dy was 20");
}

Test(larger, equal_ones_share)
{
    tensor_backward(tensor_sum(tensor_mul(larger(a, b), tensor_of(SHAPE(3), 0, 0, 8)), ALL_AXES));
    holds("with dy 0 0 8, the gradient of 5 1 2", a->grad, 0, 0, 4, "2 and 2 are equal: half of dy each");
    holds("with dy 0 0 8, the gradient of 4 3 2", b->grad, 0, 0, 4, "2 and 2 are equal: half of dy each");
}

Test(larger, gradients_add_up)
{
    Tensor *c = tensor_of(SHAPE(3), 0, 0, 0);
    tensor_backward(tensor_sum(tensor_add(larger(a, c), larger(c, a)), ALL_AXES));
    holds("the gradient of a in larger(a, 0) + larger(0, a)", a->grad, 2, 2, 2,
          "a is used twice, so two gradients add up: grad_add, never a->grad = ... And that 0 wants none "
          "takes nothing from a");
}

static Tensor *call(Tensor **inputs, void *context)
{
    (void)context;
    return larger(inputs[0], inputs[1]);
}

Test(larger, measured)
{
    random_seed(1);
    Tensor *inputs[2];
    for (int i = 0; i < 2; i++)
        inputs[i] = tensor_requires_grad(tensor_add_scalar(tensor_rand(SHAPE(2, 4)), i * 0.1));
    Gradcheck found;
    cr_assert(gradcheck(call, inputs, 2, NULL, 1e-4, &found),
              "there is no gradient to compare with: larger returned NULL, or its backward false. %s",
              error_text());
    cr_assert(found.worst < 1e-2, "element %d of input %d: your backward says %g, measured is %g",
              (int)found.element, found.input, found.tape, found.measured);
}
