/* Optimisers against PyTorch's, and the schedule against fast.ai's published run. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "tests/golden/optim.h"
#include "train/optim.h"
#include "train/schedule.h"

TestSuite(optim, .fini = scope_end_all);
TestSuite(schedule);

/* Two parameters, (2, 2) and (2), with the golden start values. */
static Parameters *make_parameters(void)
{
    Parameters *parameters = scope_alloc(sizeof *parameters);
    parameters->n = 2;
    parameters->tensors = scope_alloc(2 * sizeof(Tensor *));
    parameters->tensors[0] = tensor_requires_grad(tensor_from(SHAPE(2, 2), optim_start[0], 4));
    parameters->tensors[1] = tensor_requires_grad(tensor_from(SHAPE(2), optim_start[0] + 4, 2));
    return parameters;
}

/* Gives the parameters these gradients, through a loss that has them. */
static void backward(Parameters *parameters, const float *grads)
{
    Tensor *a = tensor_mul(parameters->tensors[0], tensor_from(SHAPE(2, 2), grads, 4));
    Tensor *b = tensor_mul(parameters->tensors[1], tensor_from(SHAPE(2), grads + 4, 2));
    cr_assert(tensor_backward(tensor_add(tensor_sum(a, ALL_AXES), tensor_sum(b, ALL_AXES))), "%s",
              error_text());
}

static void expect(Parameters *parameters, const float *expected, const char *name, int step)
{
    for (int i = 0; i < OPTIM_VALUES; i++) {
        float value = (float)(i < 4 ? tensor_at(parameters->tensors[0], i / 2, i % 2)
                                    : tensor_at(parameters->tensors[1], i - 4));
        cr_assert(epsilon_eq(flt, value, expected[i], 1e-6f), "%s: step %d, value %d", name, step, i);
    }
}

static void run(const char *name, Parameters *parameters, Optim *optim, const float golden[][OPTIM_VALUES],
                const float *momentums)
{
    cr_assert(ne(ptr, optim, NULL), "%s: %s", name, error_text());
    for (int step = 0; step < OPTIM_STEPS; step++) {
        Scope scope = scope_begin();
        if (momentums)
            optim_set_momentum(optim, momentums[step]);
        backward(parameters, optim_grads[step]);
        cr_assert(optim_step(optim));
        optim_zero_grad(optim);
        scope_end(scope);
        expect(parameters, golden[step], name, step);
    }
    cr_assert(eq(i64, optim_steps(optim), OPTIM_STEPS));
}

Test(optim, steps_as_pytorch_does)
{
    Parameters *p = make_parameters();
    run("sgd", p, optim_sgd(p, (Sgd){.lr = 0.1f}), optim_sgd_plain, NULL);
    p = make_parameters();
    run("sgd_decay", p, optim_sgd(p, (Sgd){.lr = 0.1f, .weight_decay = 0.05f}), optim_sgd_decay, NULL);
    p = make_parameters();
    run("momentum", p, optim_sgd(p, (Sgd){.lr = 0.1f, .momentum = 0.9f, .weight_decay = 0.05f}),
        optim_momentum_decay, NULL);
    p = make_parameters();
    run("nesterov", p,
        optim_sgd(p, (Sgd){.lr = 0.1f, .momentum = 0.9f, .weight_decay = 0.05f, .nesterov = true}),
        optim_nesterov, NULL);
    p = make_parameters();
    run("adam", p, optim_adam(p, (Adam){.lr = 0.01f}), optim_adam_plain, NULL);
    p = make_parameters();
    run("adam_decay", p,
        optim_adam(p, (Adam){.lr = 0.01f, .beta1 = 0.8f, .beta2 = 0.95f, .eps = 1e-3f, .weight_decay = 0.1f}),
        optim_adam_decay, NULL);
    p = make_parameters();
    run("adamw", p, optim_adam(p, (Adam){.lr = 0.01f, .weight_decay = 0.1f, .decoupled = true}), optim_adamw,
        NULL);
}

Test(optim, steps_with_a_rate_for_every_number_as_pytorch_does)
{
    Parameters *p = make_parameters();
    run("amsgrad", p, optim_adam(p, (Adam){.lr = 0.01f, .amsgrad = true}), optim_amsgrad, NULL);
    p = make_parameters();
    Adam amsgradw = {.lr = 0.01f, .beta1 = 0.8f, .beta2 = 0.9f, .weight_decay = 0.1f};
    amsgradw.decoupled = amsgradw.amsgrad = true;
    run("amsgradw", p, optim_adam(p, amsgradw), optim_amsgradw, NULL);
    p = make_parameters();
    run("adagrad", p, optim_adagrad(p, (Adagrad){0}), optim_adagrad_plain, NULL);
    p = make_parameters();
    Adagrad adagrad = {.lr = 0.1f, .lr_decay = 0.05f, .eps = 1e-3f, .weight_decay = 0.1f};
    run("adagrad_decay", p, optim_adagrad(p, adagrad), optim_adagrad_decay, NULL);
    p = make_parameters();
    run("adadelta", p, optim_adadelta(p, (Adadelta){0}), optim_adadelta_plain, NULL);
    p = make_parameters();
    Adadelta adadelta = {.lr = 0.5f, .rho = 0.95f, .eps = 1e-4f, .weight_decay = 0.1f};
    run("adadelta_decay", p, optim_adadelta(p, adadelta), optim_adadelta_decay, NULL);
    p = make_parameters();
    run("rmsprop", p, optim_rmsprop(p, (RmsProp){0}), optim_rmsprop_plain, NULL);
    p = make_parameters();
    RmsProp rmsprop = {.alpha = 0.9f, .eps = 1e-3f, .momentum = 0.9f, .weight_decay = 0.1f};
    run("rmsprop_momentum", p, optim_rmsprop(p, rmsprop), optim_rmsprop_momentum, NULL);
    p = make_parameters();
    run("adamax", p, optim_adamax(p, (AdaMax){0}), optim_adamax_plain, NULL);
    p = make_parameters();
    AdaMax adamax = {.lr = 0.01f, .beta1 = 0.8f, .beta2 = 0.9f, .eps = 1e-3f, .weight_decay = 0.1f};
    run("adamax_decay", p, optim_adamax(p, adamax), optim_adamax_decay, NULL);
    p = make_parameters();
    run("nadam", p, optim_nadam(p, (NAdam){0}), optim_nadam_plain, NULL);
    p = make_parameters();
    NAdam nadam = {.lr = 0.01f, .beta1 = 0.8f, .beta2 = 0.95f, .eps = 1e-3f, .weight_decay = 0.1f};
    nadam.momentum_decay = 0.1f;
    run("nadam_decay", p, optim_nadam(p, nadam), optim_nadam_decay, NULL);
}

/* One number that starts at 0 and gets three gradients: where each step should take it. */
static Tensor *number;

static Parameters *one_number(void)
{
    Parameters *parameters = scope_alloc(sizeof *parameters);
    number = tensor_requires_grad(tensor_zeros(SHAPE(1)));
    *parameters = (Parameters){.n = 1, .tensors = &number};
    return parameters;
}

static void steps_to(Optim *optim, const double grads[3], const double steps[3], const char *name)
{
    cr_assert(ne(ptr, optim, NULL), "%s: %s", name, error_text());
    double p = 0;
    for (int i = 0; i < 3; i++) {
        cr_assert(tensor_backward(tensor_sum(tensor_mul_scalar(number, grads[i]), ALL_AXES)));
        cr_assert(optim_step(optim));
        optim_zero_grad(optim);
        p -= steps[i];
        cr_expect(epsilon_eq(dbl, tensor_item(number), p, 1e-6), "%s: step %d", name, i + 1);
    }
}

/* All rates are 1 and all betas .5, so that a pencil is enough. */
Test(optim, first_three_steps_by_hand)
{
    /* v is 1, .5 + 1, .75 - 2; Nesterov steps by g + v / 2. */
    const double back[] = {1, 1, -2};
    steps_to(optim_sgd(one_number(), (Sgd){.lr = 1}), back, back, "sgd");
    steps_to(optim_sgd(one_number(), (Sgd){.lr = 1, .momentum = 0.5f}), back, (double[]){1, 1.5, -1.25},
             "momentum");
    steps_to(optim_sgd(one_number(), (Sgd){.lr = 1, .momentum = 0.5f, .nesterov = true}), back,
             (double[]){1.5, 1.75, -2.625}, "nesterov");
    /* The roots of 9, of 9 + 16, of 25 + 144. */
    steps_to(optim_adagrad(one_number(), (Adagrad){.lr = 1}), (double[]){3, 4, 12},
             (double[]){1, 4 / 5.0, 12 / 13.0}, "adagrad");
    /* s is 4/2, 2/2 + 4/2, 3/2 + 1/2; with momentum the steps before come on top, halved. */
    const double turn[] = {2, 2, -1};
    double d[3] = {2 / sqrt(2), 2 / sqrt(3), -1 / sqrt(2)};
    steps_to(optim_rmsprop(one_number(), (RmsProp){.lr = 1, .alpha = 0.5f}), turn, d, "rmsprop");
    steps_to(optim_rmsprop(one_number(), (RmsProp){.lr = 1, .alpha = 0.5f, .momentum = 0.5f}), turn,
             (double[]){d[0], d[0] / 2 + d[1], d[0] / 4 + d[1] / 2 + d[2]}, "rmsprop with momentum");
    /* The same s, and eps 1 so that the first step is not tiny: a is 0, 2/3, 1/3 + 5/6. */
    steps_to(optim_adadelta(one_number(), (Adadelta){.rho = 0.5f, .eps = 1}), turn,
             (double[]){2 / sqrt(3), 2 * sqrt(5 / 3.0) / sqrt(4), -sqrt(13 / 6.0) / sqrt(3)}, "adadelta");
    /* a is 1, 2.5, 1.25, divided by 1/2, 3/4, 7/8; s is 2, max(1, 4), max(2, 0). */
    steps_to(optim_adamax(one_number(), (AdaMax){.lr = 1, .beta1 = 0.5f, .beta2 = 0.5f}), (double[]){2, 4, 0},
             (double[]){1, 5 / 6.0, 5 / 7.0}, "adamax");
    /* a is 1, 1/2, 1/4; s is 2, 1, 1/2, and its largest stays 2; both divided by 1/2, 3/4, 7/8. */
    const double once[] = {2, 0, 0};
    Adam halves = {.lr = 1, .beta1 = 0.5f, .beta2 = 0.5f};
    steps_to(optim_adam(one_number(), halves), once,
             (double[]){1, (2 / 3.0) / sqrt(4 / 3.0), (2 / 7.0) / sqrt(4 / 7.0)}, "adam");
    halves.amsgrad = true;
    steps_to(optim_adam(one_number(), halves), once,
             (double[]){1, (2 / 3.0) / sqrt(8 / 3.0), (2 / 7.0) / sqrt(16 / 7.0)}, "amsgrad");
    /* sqrt(s / correction) is 2 throughout. mu is 1/2 throughout, its products 1/2, 1/4, 1/8: g counts
     * 1/2 / (1/2, 3/4, 7/8) times and a, which is 1, 3/2, -1/4, 1/2 / (3/4, 7/8, 15/16) times. */
    NAdam nadam = {.lr = 1, .beta1 = 0.5f, .beta2 = 0.5f, .momentum_decay = 1e9f};
    steps_to(optim_nadam(one_number(), nadam), (double[]){2, 2, -2},
             (double[]){(2 + 2 / 3.0) / 2, (4 / 3.0 + 6 / 7.0) / 2, (-8 / 7.0 - 2 / 15.0) / 2}, "nadam");
}

/* Five steps, remembered, five others, and back: then the first five again must be the same bits. */
Test(optim, returns_to_what_it_remembers)
{
    for (int kind = 0; kind < 4; kind++) {
        Parameters *p = make_parameters();
        Optim *kinds[] = {optim_sgd(p, (Sgd){.lr = 0.1f, .momentum = 0.9f}), optim_adam(p, (Adam){0}),
                          optim_adam(p, (Adam){.amsgrad = true}), optim_nadam(p, (NAdam){0})};
        Optim *optim = kinds[kind];
        float values[2][OPTIM_VALUES];
        OptimMemory *memory = NULL;
        Tensor *weights[2];
        for (int time = 0; time < 3; time++) {
            for (int step = 0; step < 5; step++) {
                backward(p, optim_grads[time == 0 ? step : step + 5]);
                cr_assert(optim_step(optim));
                optim_zero_grad(optim);
            }
            if (time == 0) {
                memory = optim_remember(optim);
                for (int i = 0; i < 2; i++)
                    weights[i] = raw_clone(p->tensors[i]);
                continue;
            }
            tensor_read(p->tensors[0], values[time - 1]);
            tensor_read(p->tensors[1], values[time - 1] + 4);
            optim_set_lr(optim, 7);
            optim_set_momentum(optim, 0.1);
            cr_assert(optim_return_to(optim, memory));
            cr_assert(eq(i64, optim_steps(optim), 5));
            for (int i = 0; i < 2; i++)
                cr_assert(tensor_copy_(p->tensors[i], weights[i]));
        }
        cr_assert(memcmp(values[0], values[1], sizeof values[0]) == 0, "optimiser %d", kind);
    }
}

Test(optim, steps_as_fastai_does)
{
    Adam how = optim_fastai();
    how.lr = 0.01f;
    Parameters *p = make_parameters();
    run("fastai", p, optim_adam(p, how), optim_fastai_plain, NULL);
    p = make_parameters();
    run("fastai_scheduled", p, optim_adam(p, how), optim_fastai_scheduled, optim_momentums[0]);
}

static bool refused(bool done, ErrorCode code)
{
    bool right = !done && error_code() == code;
    error_clear();
    return right;
}

Test(optim, refuses_what_cannot_work)
{
    Parameters *p = make_parameters();
    cr_assert(refused(optim_sgd(p, (Sgd){0}), ERR_VALUE));
    cr_assert(refused(optim_sgd(p, (Sgd){.lr = -1}), ERR_VALUE));
    Tensor *whole = p->tensors[0];
    p->tensors[0] = tensor_slice(whole, 1, 0, 1); /* a column: not one piece of memory */
    cr_assert(refused(optim_sgd(p, (Sgd){.lr = 1}), ERR_VALUE));
    p->tensors[0] = whole;
    cr_assert(refused(optim_sgd(p, (Sgd){.lr = NAN}), ERR_VALUE));
    cr_assert(refused(optim_sgd(p, (Sgd){.lr = 1, .momentum = 1}), ERR_VALUE));
    cr_assert(refused(optim_sgd(p, (Sgd){.lr = 1, .nesterov = true}), ERR_VALUE));
    cr_assert(refused(optim_adam(p, (Adam){.beta2 = 1}), ERR_VALUE));
    cr_assert(refused(optim_adam(p, (Adam){.weight_decay = -1}), ERR_VALUE));
    cr_assert(refused(optim_adagrad(p, (Adagrad){.lr_decay = -1}), ERR_VALUE));
    cr_assert(refused(optim_adadelta(p, (Adadelta){.rho = 1}), ERR_VALUE));
    cr_assert(refused(optim_rmsprop(p, (RmsProp){.alpha = 2}), ERR_VALUE));
    cr_assert(refused(optim_rmsprop(p, (RmsProp){.momentum = 1}), ERR_VALUE));
    cr_assert(refused(optim_adamax(p, (AdaMax){.eps = -1}), ERR_VALUE));
    cr_assert(refused(optim_nadam(p, (NAdam){.beta1 = -0.5f}), ERR_VALUE));
    cr_assert(eq(ptr, optim_adam(NULL, (Adam){0}), NULL));
    cr_assert(eq(ptr, optim_nadam(NULL, (NAdam){0}), NULL));
    Optim *optim = optim_sgd(p, (Sgd){.lr = 1});
    cr_assert(refused(optim_step(optim), ERR_STATE), "no gradient yet");
    optim_set_lr(optim, INFINITY);
    cr_assert(refused(false, ERR_VALUE));
    cr_assert(eq(dbl, optim_lr(optim), 1));
    /* A parameter without a gradient stays as it is. */
    cr_assert(tensor_backward(tensor_sum(p->tensors[1], ALL_AXES)));
    cr_assert(optim_step(optim));
    cr_assert(eq(dbl, tensor_at(p->tensors[0], 0, 0), 0.5));
    cr_assert(eq(dbl, tensor_at(p->tensors[1], 0), 0.0));
    /* With an error standing no step is taken: its gradients may be half done. */
    error_set(ERR_SHAPE, "test: something went wrong before");
    cr_assert(not(optim_step(optim)));
    error_clear();
    cr_assert(eq(dbl, tensor_at(p->tensors[1], 0), 0.0));
}

Test(optim, survives_every_failing_allocation)
{
    scope_end_all();
    for (int64_t n = 1; n < 60; n++) {
        Parameters *p = make_parameters();
        mem_fail_after(n);
        OptimMemory *memory = optim_remember(optim_adam(p, (Adam){.amsgrad = true}));
        mem_fail_after(0);
        cr_assert(memory || error_code() == ERR_MEMORY);
        error_clear();
        scope_end_all();
    }
}

/* fast.ai's fine_tune with 8 batches an epoch: one frozen epoch, then four; learning rate and momentum of the
 * head. */
Test(schedule, is_fastais)
{
    static const double frozen[] = {8.000e-05, 1.545e-04, 3.666e-04, 6.832e-04,
                                    1.055e-03, 1.425e-03, 1.735e-03, 1.937e-03};
    OneCycle first = {.lr_max = 2e-3, .pct_start = 0.99};
    for (int i = 0; i < 8; i++)
        cr_assert(epsilon_eq(dbl, schedule_one_cycle_lr(first, i / 8.0), frozen[i], 6e-4 * frozen[i]),
                  "batch %d", i);
    static const struct {
        int batch;
        double lr, mom;
    } thawed[] = {
        {0, 2.000e-04, .9500}, {9, 9.923e-04, .8510}, {15, 8.633e-04, .8637}, {30, 1.955e-05, .9480}};
    OneCycle second = {.lr_max = 1e-3, .pct_start = 0.3, .div = 5};
    for (int i = 0; i < 4; i++) {
        double position = thawed[i].batch / 32.0;
        cr_assert(
            epsilon_eq(dbl, schedule_one_cycle_lr(second, position), thawed[i].lr, 5.1e-4 * thawed[i].lr));
        cr_assert(epsilon_eq(dbl, schedule_one_cycle_mom(second, position), thawed[i].mom, 5.1e-5));
    }
}

Test(schedule, has_its_defaults_and_ends)
{
    OneCycle how = {.lr_max = 1};
    cr_assert(epsilon_eq(dbl, schedule_one_cycle_lr(how, 0), 0.04, 1e-12));
    cr_assert(epsilon_eq(dbl, schedule_one_cycle_lr(how, 0.25), 1, 1e-12));
    cr_assert(epsilon_eq(dbl, schedule_one_cycle_lr(how, 1), 1e-5, 1e-12));
    cr_assert(epsilon_eq(dbl, schedule_one_cycle_lr(how, 2), 1e-5, 1e-12));
    cr_assert(epsilon_eq(dbl, schedule_one_cycle_mom(how, 0.25), 0.85, 1e-12));
    cr_assert(epsilon_eq(dbl, schedule_one_cycle_mom(how, 1), 0.95, 1e-12));
    how.moms[0] = how.moms[2] = 0.5;
    cr_assert(epsilon_eq(dbl, schedule_one_cycle_mom(how, 0.25), 0, 1e-12));
    cr_assert(epsilon_eq(dbl, schedule_cos(2, 4, 0.5), 3, 1e-12));
}

static double lr_at(Schedule schedule, double position)
{
    return schedule_at(&schedule, position).lr;
}

Test(schedule, has_the_other_shapes)
{
    cr_assert(eq(dbl, lr_at(schedule_constant(0.3), 0.7), 0.3));
    cr_assert(isnan(schedule_at(&(Schedule){.at = schedule_constant(1).at}, 0).momentum));
    cr_assert(isnan(schedule_at(NULL, 0).lr) && isnan(lr_at((Schedule){0}, 0)));
    cr_assert(isnan(lr_at(schedule_part((SchedulePart){.to = 1}), 0)), "a part of nothing");
    Schedule cycle = schedule_one_cycle((OneCycle){.lr_max = 1});
    cr_assert(epsilon_eq(dbl, schedule_at(&cycle, 0.25).lr, 1, 1e-12));
    cr_assert(epsilon_eq(dbl, schedule_at(&cycle, 0.25).momentum, 0.85, 1e-12));

    Schedule flat = schedule_flat_cos((FlatCos){.lr = 2});
    cr_assert(eq(dbl, lr_at(flat, 0), 2.0));
    cr_assert(eq(dbl, lr_at(flat, 0.74), 2.0));
    cr_assert(epsilon_eq(dbl, lr_at(flat, 0.875), (2 + 2e-5) / 2, 1e-12));
    cr_assert(epsilon_eq(dbl, lr_at(flat, 1), 2e-5, 1e-12));

    Schedule triangle = schedule_triangular((Triangular){.lr_max = 1, .div = 5});
    cr_assert(epsilon_eq(dbl, lr_at(triangle, 0), 0.2, 1e-12));
    cr_assert(epsilon_eq(dbl, lr_at(triangle, 0.25), 0.6, 1e-12));
    cr_assert(epsilon_eq(dbl, lr_at(triangle, 0.5), 1, 1e-12));
    cr_assert(epsilon_eq(dbl, lr_at(triangle, 0.75), 0.6, 1e-12));

    /* Three cycles of 1, 2 and 4 sevenths: at each third of the way they are halfway down or start again. */
    Schedule sgdr = schedule_sgdr((Sgdr){.lr_max = 1, .n_cycles = 3});
    const double positions[] = {0, 0.5 / 7, 1.0 / 7, 2.0 / 7, 3.0 / 7, 5.0 / 7, 1};
    const double rates[] = {1, 0.5, 1, 0.5, 1, 0.5, 0};
    for (int i = 0; i < 7; i++)
        cr_assert(epsilon_eq(dbl, lr_at(sgdr, positions[i] + 1e-12), rates[i], 1e-9), "at %g", positions[i]);
    cr_assert(epsilon_eq(dbl, lr_at(schedule_sgdr((Sgdr){.lr_max = 1}), 0.5), 0.5, 1e-12));
}
