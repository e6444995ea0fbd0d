/* The tests of exercise 06.3. */
#include "ex3_broken.h"

#include "autograd/gradcheck.h"
#include "base/error.h"
#include "base/random.h"

#include <criterion/criterion.h>
#include <math.h>

static Tensor *call_one(Tensor **inputs, void *context)
{
    return *(int *)context == 0 ? reciprocal(inputs[0]) : logistic(inputs[0]);
}

static Tensor *call_product(Tensor **inputs, void *context)
{
    (void)context;
    return product(inputs[0], inputs[1]);
}

/* Tries `call` on numbers between low and low + 1. */
static void agrees(const char *name, GradcheckFunction call, int which, int n_inputs, double low)
{
    Tensor *inputs[2];
    random_seed(1);
    for (int i = 0; i < n_inputs; i++)
        inputs[i] = tensor_requires_grad(tensor_add_scalar(tensor_rand(SHAPE(2, 3)), low));
    Gradcheck found;
    cr_assert(gradcheck(call, inputs, n_inputs, &which, 0, &found), "the library says: %s", error_text());
    cr_assert(found.worst < 2e-3,
              "%s, input %d, element %d: its backward says %.4f and the measured slope is %.4f. Compare the "
              "code with the formula above it, letter by letter, and with what was saved",
              name, found.input, (int)found.element, found.tape, found.measured);
}

Test(broken, reciprocal_measured)
{
    agrees("reciprocal", call_one, 0, 1, 1);
}

Test(broken, product_measured)
{
    agrees("product", call_product, 0, 2, -0.5);
    Tensor *x = tensor_requires_grad(tensor_scalar(3)), *five = tensor_scalar(5);
    tensor_backward(tensor_add(product(x, five), product(five, x)));
    double slope = x->grad ? tensor_item(x->grad) : 0;
    cr_assert(slope == 10,
              "x * 5 + 5 * x rises by 10 per unit of x, not by %g: which of the two is asked "
              "whether it wants a gradient?",
              slope);
}

Test(broken, logistic_measured)
{
    agrees("logistic", call_one, 1, 1, -0.5);
}

Test(broken, values)
{
    Tensor *two = tensor_of(SHAPE(1), 2), *nothing = tensor_of(SHAPE(1), 0);
    double values[] = {tensor_item(reciprocal(two)), tensor_item(product(two, two)),
                       tensor_item(logistic(nothing))};
    cr_assert(values[0] == 0.5 && values[1] == 4 && values[2] == 0.5,
              "reciprocal(2) is 0.5, product(2, 2) is 4, logistic(0) is 0.5, and yours are %g, %g, %g. The "
              "values were right "
              "already",
              values[0], values[1], values[2]);
}
