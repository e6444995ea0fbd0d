/* The tests of exercise 11.2. */
#include "ex2_decay.h"

#include <criterion/criterion.h>
#include <math.h>

static const AdamWRates rates = {.lr = 0.01, .beta1 = 0.9, .beta2 = 0.99, .eps = 1e-8, .weight_decay = 0.1};

/* A weight of 1 after 200 gradients that say nothing on the whole: plus and minus in turn. */
static double after_200(double gradient)
{
    AdamWNumber number = {.weight = 1};
    for (int step = 0; step < 200; step++)
        adamw_step(&number, step % 2 ? -gradient : gradient, rates);
    return number.weight;
}

Test(decay, loud_and_quiet)
{
    double loud = after_200(10), quiet = after_200(0.1);
    cr_assert(fabs(loud - quiet) < 0.001,
              "200 steps with gradients of 10 leave %.3f of a weight, with gradients of .1 they leave %.3f. "
              "Adam divides "
              "whatever is in the gradient by the size of the gradients: the decay must not be in there",
              loud, quiet);
    cr_assert(fabs(loud - 0.805) < 0.002,
              "what is left of the weight is %.3f, and .805 is expected: each step keeps 1 - .01 * .1 of it",
              loud);
}

Test(decay, without_gradients)
{
    AdamWNumber number = {.weight = 2};
    for (int step = 0; step < 10; step++)
        adamw_step(&number, 0, rates);
    double wanted = 2 * pow(0.999, 10);
    cr_assert(fabs(number.weight - wanted) < 1e-9,
              "ten steps without any gradient should leave 2 * .999^10 = %.6f, and yours is %.6f", wanted,
              number.weight);
    cr_assert(number.mean == 0 && number.square == 0,
              "there was no gradient, but the running means are %g and %g: the decay got into them",
              number.mean, number.square);
}

Test(decay, the_step_itself_is_whole)
{
    AdamWNumber number = {.weight = 1};
    AdamWRates strong = {.lr = 0.5, .beta1 = 0.9, .beta2 = 0.99, .eps = 0, .weight_decay = 1};
    adamw_step(&number, 3, strong);
    cr_assert(fabs(number.weight - 0) < 1e-9,
              "a weight of 1, shrunk by half and then moved by the learning rate .5, is 0; yours is %g. "
              "Which of the two "
              "comes first?",
              number.weight);
}
