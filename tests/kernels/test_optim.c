/* Twenty steps of all optimisers against the same steps in double; first steps worked out
 * by hand. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <string.h>

#include "base/pool.h"
#include "base/threads.h"
#include "kernels/cpu.h"
#include "tests/reference/reference_optim.h"
#include "tests/reference/reference_view.h"

enum { N = 50003, STEPS = 20, WATCHED = 101 }; /* every so-and-so-many-th parameter is followed in double */

/* Parameters and three states, for one thread and for two. */
typedef struct Run {
    View p[2], first[2], second[2], third[2], grad;
    double want[N / WATCHED + 1][4];
} Run;

static Run start(Stream *random)
{
    Run run;
    int64_t n = N;
    run.grad = sample_new(random, LAYOUT_CONTIGUOUS, 1, &n, -1, 1).view;
    for (int t = 0; t < 2; t++) {
        run.p[t] = sample_new(random, LAYOUT_CONTIGUOUS, 1, &n, -1, 1).view;
        run.first[t] = sample_new(random, LAYOUT_CONTIGUOUS, 1, &n, 0, 1).view;
        run.second[t] = sample_new(random, LAYOUT_CONTIGUOUS, 1, &n, 0, 1).view;
        run.third[t] = sample_new(random, LAYOUT_CONTIGUOUS, 1, &n, 0, 1).view;
        cr_assert(cpu_copy(&run.p[0], &run.p[t]));
        cr_assert(cpu_fill(&run.first[t], 0) && cpu_fill(&run.second[t], 0) && cpu_fill(&run.third[t], 0));
    }
    for (int i = 0; i < N; i += WATCHED) {
        run.want[i / WATCHED][0] = view_data(&run.p[0])[i];
        run.want[i / WATCHED][1] = run.want[i / WATCHED][2] = run.want[i / WATCHED][3] = 0;
    }
    return run;
}

static void next_gradient(Stream *random, Run *run)
{
    for (int i = 0; i < N; i++)
        view_data(&run->grad)[i] = (float)(int32_t)(stream_u32(random)) * 0x1p-31f;
}

static void finish(Run *run, const char *what, int variant)
{
    int wrong = 0;
    for (int i = 0; i < N; i += WATCHED)
        wrong += !(fabs(view_data(&run->p[0])[i] - run->want[i / WATCHED][0]) <= 3e-6);
    cr_expect(eq(int, wrong, 0), "%s %d", what, variant);
    cr_expect(memcmp(run->p[0].memory, run->p[1].memory, N * sizeof(float)) == 0, "%s %d: bits", what,
              variant);
    pool_give(run->grad.memory);
    for (int t = 0; t < 2; t++) {
        pool_give(run->p[t].memory);
        pool_give(run->first[t].memory);
        pool_give(run->second[t].memory);
        pool_give(run->third[t].memory);
    }
}

Test(optim, sgd)
{
    static const SgdStep variants[] = {
        {.lr = 0.1f},
        {.lr = 0.1f, .weight_decay = 0.01f},
        {.lr = 0.05f, .momentum = 0.9f},
        {.lr = 0.05f, .momentum = 0.9f, .weight_decay = 0.1f, .nesterov = true},
    };
    Stream random = stream_of(1, 0, 0);
    for (int v = 0; v < 4; v++) {
        Run run = start(&random);
        for (int step = 0; step < STEPS; step++) {
            next_gradient(&random, &run);
            for (int t = 0; t < 2; t++) {
                threads_set(t + 1);
                cr_assert(cpu_sgd(&variants[v], &run.p[t], &run.grad,
                                  variants[v].momentum != 0 ? &run.first[t] : NULL));
            }
            for (int i = 0; i < N; i += WATCHED) {
                double *want = run.want[i / WATCHED];
                reference_sgd(&variants[v], &want[0], view_data(&run.grad)[i], &want[1]);
            }
        }
        finish(&run, "sgd", v);
    }
}

Test(optim, adam)
{
    Stream random = stream_of(2, 0, 0);
    for (int v = 0; v < 3; v++) {
        AdamStep how = {.lr = 0.01, .beta1 = 0.9, .beta2 = v ? 0.999 : 0.99, .eps = v ? 1e-8 : 1e-5};
        how.weight_decay = v == 1 ? 0 : 0.1;
        how.decoupled = v == 0;
        Run run = start(&random);
        for (int step = 1; step <= STEPS; step++) {
            how.correction1 = 1 - pow(how.beta1, step);
            how.correction2 = 1 - pow(how.beta2, step);
            next_gradient(&random, &run);
            for (int t = 0; t < 2; t++) {
                threads_set(t + 1);
                cr_assert(cpu_adam(&how, &run.p[t], &run.grad, &run.first[t], &run.second[t]));
            }
            for (int i = 0; i < N; i += WATCHED) {
                double *want = run.want[i / WATCHED];
                reference_adam(&how, &want[0], view_data(&run.grad)[i], &want[1], &want[2]);
            }
        }
        finish(&run, "adam", v);
    }
}

Test(optim, adapt)
{
    static const struct {
        AdaptStep how;
        bool a, s, m;
    } variants[] = {
        {{ADAPT_ADAGRAD, .lr = 0.1, .eps = 1e-10, .weight_decay = 0.1}, .s = true},
        {{ADAPT_ADADELTA, .lr = 1, .b2 = 0.9, .eps = 1e-6}, .a = true, .s = true},
        {{ADAPT_RMSPROP, .lr = 0.01, .b2 = 0.99, .eps = 1e-8}, .s = true},
        {{ADAPT_RMSPROP, .lr = 0.01, .b1 = 0.9, .b2 = 0.9, .eps = 1e-8}, .a = true, .s = true},
        {{ADAPT_ADAMAX, .lr = 0.01, .b1 = 0.9, .b2 = 0.99, .eps = 1e-8}, .a = true, .s = true},
        {{ADAPT_NADAM, .lr = 0.01, .lr_grad = 0.02, .b1 = 0.9, .b2 = 0.99, .eps = 1e-8},
         .a = true,
         .s = true},
        {{ADAPT_AMSGRAD, .lr = 0.01, .b1 = 0.9, .b2 = 0.9, .eps = 1e-8, .shrink = 0.99}, true, true, true},
    };
    Stream random = stream_of(3, 0, 0);
    for (int v = 0; v < 7; v++) {
        AdaptStep how = variants[v].how;
        how.shrink = how.shrink != 0 ? how.shrink : 1;
        how.correction = how.rule == ADAPT_NADAM ? 0.25 : 1;
        Run run = start(&random);
        for (int step = 1; step <= STEPS; step++) {
            next_gradient(&random, &run);
            for (int t = 0; t < 2; t++) {
                threads_set(t + 1);
                cr_assert(cpu_adapt(&how, &run.p[t], &run.grad, variants[v].a ? &run.first[t] : NULL,
                                    variants[v].s ? &run.second[t] : NULL,
                                    variants[v].m ? &run.third[t] : NULL));
            }
            for (int i = 0; i < N; i += WATCHED) {
                double *want = run.want[i / WATCHED];
                reference_adapt(&how, &want[0], view_data(&run.grad)[i], variants[v].a ? &want[1] : NULL,
                                variants[v].s ? &want[2] : NULL, variants[v].m ? &want[3] : NULL);
            }
        }
        finish(&run, "adapt", v);
    }
}

Test(optim, first_steps_by_hand)
{
    float p[] = {1}, g[] = {0.5f}, v[] = {0}, s[] = {0};
    View parameter = {.memory = p, .n_dims = 1, .shape = {1}, .stride = {1}}, grad = parameter,
         first = parameter;
    View second = parameter;
    grad.memory = g;
    first.memory = v;
    second.memory = s;
    /* Velocity starts as the gradient, undamped: 1 - 0.1 * 0.5. The second time it is 0.9 * 0.5 + 0.5. */
    const SgdStep sgd = {.lr = 0.1f, .momentum = 0.9f};
    cpu_sgd(&sgd, &parameter, &grad, &first);
    cr_expect(epsilon_eq(flt, p[0], 0.95f, 1e-7f));
    cpu_sgd(&sgd, &parameter, &grad, &first);
    cr_expect(epsilon_eq(flt, p[0], 0.855f, 1e-7f));
    /* Adam's first step is lr in the direction of the sign, whatever the size of the gradient. */
    p[0] = 1, v[0] = 0;
    const AdamStep adam = {
        .lr = 0.01, .beta1 = 0.9, .beta2 = 0.999, .eps = 0, .correction1 = 0.1, .correction2 = 0.001};
    cpu_adam(&adam, &parameter, &grad, &first, &second);
    cr_expect(epsilon_eq(flt, p[0], 0.99f, 1e-7f));
}
