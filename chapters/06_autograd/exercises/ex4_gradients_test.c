/* The tests of exercise 06.4. */
#include "ex4_gradients.h"

#include "autograd/ops.h"
#include "base/error.h"

#include <criterion/criterion.h>

static void predicted(double said, Tensor *x, const char *why)
{
    double computed = x && x->grad ? tensor_item(x->grad) : 0;
    cr_assert(error_ok(), "the library stumbled over the line itself: %s", error_text());
    cr_assert(said == computed, "you said %g, and it is not. %s", said, why);
}

static Tensor *parameter(double value)
{
    return tensor_requires_grad(tensor_scalar(value));
}

Test(gradients, two_backwards)
{
    double said = two_backwards();
    Tensor *x = parameter(3);
    tensor_backward(tensor_square(x));
    tensor_backward(tensor_square(x));
    predicted(said, x, "One backward gives 6. Does the second one replace it?");
}

Test(gradients, left_of_the_corner)
{
    double said = left_of_the_corner();
    Tensor *x = parameter(-2);
    tensor_backward(tensor_relu(x));
    predicted(said, x, "relu(-2) is 0, and so is relu(-2.1): how much does it rise?");
}

Test(gradients, chain)
{
    double said = chain();
    Tensor *x = parameter(1);
    tensor_backward(tensor_square(tensor_mul_scalar(x, 2)));
    predicted(said, x, "The square has its slope at 2x, not at x; and 2x has a slope too. Multiply them");
}

Test(gradients, used_twice)
{
    double said = used_twice();
    Tensor *x = parameter(4);
    tensor_backward(tensor_add(tensor_square(x), x));
    predicted(said, x, "x reaches y on two ways, and the slopes of both add up");
}

Test(gradients, half_detached)
{
    double said = half_detached();
    Tensor *x = parameter(5);
    tensor_backward(tensor_mul(x, tensor_detach(x)));
    predicted(said, x, "The tape does not follow a detached tensor: to it, that factor is a constant");
}
