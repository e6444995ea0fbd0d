/* The tests of exercise 11.3: the library makes the steps that were predicted. */
#include "ex3_first_steps.h"

#include "autograd/ops.h"
#include "train/optim.h"

#include <criterion/criterion.h>
#include <math.h>

static Tensor *weight;
static Parameters parameters = {.n = 1, .tensors = &weight};

static Parameters *one_weight(void)
{
    weight = tensor_requires_grad(tensor_zeros(SHAPE(1)));
    return &parameters;
}

/* The size of the last step that these gradients cause; the last of them is repeated. */
static double last_step(Optim *optim, const double *gradients, int n, int steps)
{
    double before = 0, now = 0;
    for (int i = 0; i < steps; i++) {
        before = now;
        tensor_backward(tensor_sum(tensor_mul_scalar(weight, gradients[i < n ? i : n - 1]), ALL_AXES));
        optim_step(optim);
        optim_zero_grad(optim);
        now = tensor_item(weight);
    }
    return fabs(now - before);
}

static void predicted(double said, double done, double within, const char *why)
{
    cr_assert(fabs(said - done) <= within, "you said %g, and the library made it another number. %s", said,
              why);
}

Test(first_steps, third_step_of_momentum)
{
    double said = third_step_of_momentum();
    Optim *optim = optim_sgd(one_weight(), (Sgd){.lr = 0.1f, .momentum = 0.5f});
    predicted(said, last_step(optim, (double[]){1}, 1, 3), 1e-5,
              "The velocity keeps half of itself and gets the whole gradient on top, three times");
}

Test(first_steps, last_step_of_momentum)
{
    double said = last_step_of_momentum();
    Optim *optim = optim_sgd(one_weight(), (Sgd){.lr = 0.1f, .momentum = 0.5f});
    predicted(said, last_step(optim, (double[]){1}, 1, 40), 1e-5,
              "The velocity stops growing where half of it plus 1 is itself");
}

Test(first_steps, second_step_of_adagrad)
{
    double said = second_step_of_adagrad();
    Optim *optim = optim_adagrad(one_weight(), (Adagrad){.lr = 1});
    predicted(said, last_step(optim, (double[]){3, 4}, 2, 2), 1e-5,
              "Adagrad divides by the root of the sum of all squares so far, the newest included");
}

Test(first_steps, first_step_of_adam)
{
    double said = first_step_of_adam();
    Optim *optim = optim_adam(one_weight(), (Adam){.lr = 0.01f});
    predicted(
        said, last_step(optim, (double[]){0.0002}, 1, 1), 5e-4,
        "Adam divides the mean of the gradients by the root of their mean square, and so far there was one");
}

Test(first_steps, steps_of_ten_epochs)
{
    double said = steps_of_ten_epochs();
    predicted(said, 10 * (1000 / 100), 0, "A step uses one batch; an epoch uses every picture once");
}
