/* The tests of exercise 11.1. */
#include "ex1_adam.h"

#include "autograd/ops.h"
#include "train/optim.h"

#include <criterion/criterion.h>
#include <math.h>

static const AdamRates usual = {.lr = 0.01, .beta1 = 0.9, .beta2 = 0.999, .eps = 1e-8};

Test(adam, first_step_is_lr)
{
    const double gradients[] = {1000, 1, 0.001, -0.5};
    for (int i = 0; i < 4; i++) {
        AdamNumber number = {.weight = 2};
        adam_step(&number, gradients[i], usual);
        double moved = 2 - number.weight, wanted = gradients[i] > 0 ? 0.01 : -0.01;
        cr_assert(!isnan(moved),
                  "the first step is no number. c1 and c2 use the count that includes this step: "
                  "before it is counted both are 0");
        cr_assert(
            fabs(moved - wanted) < 1e-6,
            "the first step with gradient %g and learning rate .01 went %g, not %g. At first mean / c1 is "
            "the gradient and square / c2 its square: what remains of the quotient?",
            gradients[i], moved, wanted);
    }
}

Test(adam, remembers)
{
    AdamNumber number = {.weight = 0};
    AdamRates halves = {.lr = 1, .beta1 = 0.5, .beta2 = 0.75, .eps = 0};
    adam_step(&number, 2, halves);
    adam_step(&number, -4, halves);
    cr_assert(number.step == 2, "two steps were made, and step is %d", number.step);
    cr_assert(fabs(number.mean - -1.5) < 1e-12,
              "with beta1 .5 the gradients 2 and -4 leave a mean of .5 * 1 - 2 = -1.5, and yours is %g. The "
              "means are "
              "kept as they are: only the quotient uses corrected ones",
              number.mean);
    cr_assert(fabs(number.square - 4.75) < 1e-12,
              "with beta2 .75 the squares 4 and 16 leave .75 * 1 + 4 = 4.75, and yours is %g", number.square);
}

Test(adam, eps_outside_root)
{
    AdamNumber number = {.weight = 0};
    AdamRates rates = {.lr = 1, .beta1 = 0.5, .beta2 = 0.5, .eps = 1};
    adam_step(&number, 3, rates);
    cr_assert(fabs(number.weight - -0.75) < 1e-12,
              "with eps 1 the first step with gradient 3 is 3 / (sqrt(9) + 1) = .75, and yours was %g",
              -number.weight);
}

Test(adam, as_the_library)
{
    Tensor *weight = tensor_requires_grad(tensor_full(SHAPE(1), 1));
    Parameters parameters = {.n = 1, .tensors = &weight};
    Optim *optim = optim_adam(&parameters, (Adam){.lr = 0.01f});
    AdamNumber number = {.weight = 1};
    for (int step = 0; step < 50; step++) {
        double gradient = sin(step) + 0.5;
        tensor_backward(tensor_sum(tensor_mul_scalar(weight, gradient), ALL_AXES));
        optim_step(optim);
        optim_zero_grad(optim);
        adam_step(&number, gradient, usual);
        cr_assert(
            fabs(tensor_item(weight) - number.weight) < 1e-5,
            "after %d steps the library's weight is %.6f and yours %.6f. Does each step use the count that "
            "includes it?",
            step + 1, tensor_item(weight), number.weight);
    }
}
