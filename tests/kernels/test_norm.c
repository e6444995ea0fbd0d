/* Normalisation of columns against two passes in double: narrow and wide tensors, means far from 0, outliers.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/pool.h"
#include "base/threads.h"
#include "kernels/cpu.h"
#include "tests/reference/reference_norm.h"
#include "tests/reference/reference_view.h"

static const int64_t shapes[][2] = {{1, 1},    {1, 7},    {2, 3},     {9, 1},     {1000, 1},  {777, 3},
                                    {64, 10},  {500, 8},  {3001, 16}, {97, 64},   {130, 511}, {130, 512},
                                    {70, 513}, {5, 2000}, {40001, 3}, {3000, 40}, {65, 1500}};
enum { SHAPES = sizeof shapes / sizeof shapes[0] };

typedef struct Case {
    View x, dy, gamma, beta, add;
    View mean[2], var[2], y[2], dx[2], dgamma[2], dbeta[2], dadd[2]; /* with one and two threads */
} Case;

static View numbers(Stream *random, int n_dims, const int64_t *shape, float low, float high)
{
    return sample_new(random, LAYOUT_CONTIGUOUS, n_dims, shape, low, high).view;
}

static Norm norm_of(const Case *c, int t, float eps, bool adds, Activation act)
{
    return (Norm){&c->x, &c->mean[t], &c->var[t], &c->gamma, &c->beta, adds ? &c->add : NULL, eps, act};
}

/* With two threads gradients take the place of what they were made from. */
static bool run_grad(Case *c, int t, float eps, bool adds, Activation act)
{
    Norm how = norm_of(c, t, eps, adds, act);
    View x = c->dx[t], dy = c->dadd[t];
    const View *y = adds && act ? &c->y[t] : NULL, *dadd = adds && act ? &c->dadd[t] : NULL;
    if (t == 0)
        return cpu_norm_grad(&how, y, &c->dy, &c->dx[t], &c->dgamma[t], &c->dbeta[t], dadd);
    memcpy(x.memory, c->x.memory, (size_t)view_count(&x) * sizeof(float));
    memcpy(dy.memory, c->dy.memory, (size_t)view_count(&x) * sizeof(float));
    how.x = &x;
    return cpu_norm_grad(&how, y, &dy, &c->dx[t], &c->dgamma[t], &c->dbeta[t], dadd);
}

static Case run(Stream *random, const int64_t *shape, float mean, float eps, bool adds, Activation act)
{
    Case c = {.x = numbers(random, 2, shape, mean - 1.7f, mean + 1.7f),
              .dy = numbers(random, 2, shape, -1, 1),
              .add = numbers(random, 2, shape, -1, 1)};
    c.gamma = numbers(random, 1, shape + 1, -1, 1);
    c.beta = numbers(random, 1, shape + 1, -1, 1);
    for (int t = 0; t < 2; t++) {
        threads_set(t + 1);
        View *rows[] = {&c.y[t], &c.dx[t], &c.dadd[t]},
             *columns[] = {&c.mean[t], &c.var[t], &c.dgamma[t], &c.dbeta[t]};
        for (int i = 0; i < 3; i++)
            *rows[i] = numbers(random, 2, shape, 0, 1);
        for (int i = 0; i < 4; i++)
            *columns[i] = numbers(random, 1, shape + 1, 0, 1);
        cr_assert(cpu_norm_stats(&c.x, &c.mean[t], &c.var[t]));
        Norm how = norm_of(&c, t, eps, adds, act);
        cr_assert(cpu_norm_apply(&how, &c.y[t]));
        cr_assert(run_grad(&c, t, eps, adds, act));
    }
    return c;
}

static void give(Case *c)
{
    View *views = &c->x;
    for (size_t i = 0; i < sizeof *c / sizeof *views; i++)
        pool_give(views[i].memory);
}

static int different(const View *both)
{
    return memcmp(both[0].memory, both[1].memory, (size_t)view_count(&both[0]) * sizeof(float)) != 0;
}

/* Numbers off by more than `absolute` + `relative` * their size. */
static int far_off(const View *got, const double *want, double absolute, double relative)
{
    int wrong = 0;
    for (int64_t i = 0; i < view_count(got); i++)
        wrong += !(fabs(view_data(got)[i] - want[i]) <= absolute + relative * fabs(want[i]));
    return wrong;
}

static void check(Stream *random, const int64_t *shape, bool far, bool adds, Activation act)
{
    const int64_t rows = shape[0], n = shape[1];
    float eps = 1e-3f;
    Case c = run(random, shape, far ? 1000 : 0.3f, eps, adds, act);
    double *want = malloc((size_t)(rows * n + 2 * n) * sizeof *want), *mean = want + rows * n,
           *var = mean + n;
    double slack = far ? 3e-4 : 0; /* of one result: x itself, and its mean, are rounded to 1e-7 * 1000 */
    if (rows < 9)
        slack *= 30; /* and divided by a small deviation */

    reference_norm_stats(view_data(&c.x), rows, n, mean, var);
    cr_expect(far_off(&c.mean[0], mean, 1e-7, 1e-7) == 0, "mean of (%d, %d)", (int)rows, (int)n);
    cr_expect(far_off(&c.var[0], var, 1e-8, 2e-6) == 0, "var of (%d, %d)", (int)rows, (int)n);
    for (int64_t k = 0; k < rows * n; k++) {
        double scale = view_data(&c.gamma)[k % n] / sqrt(var[k % n] + eps);
        double y = (view_data(&c.x)[k] - mean[k % n]) * scale + view_data(&c.beta)[k % n] +
                   (adds ? view_data(&c.add)[k] : 0);
        want[k] = act && y < 0 ? 0 : y;
        if (act && view_data(&c.y[0])[k] <= 0) /* the gradient must see the very same bits */
            view_data(&c.dy)[k] = 0;
    }
    cr_expect(far_off(&c.y[0], want, 2e-6 + slack, 1e-6) == 0, "use, (%d, %d)", (int)rows, (int)n);
    if (adds && act)
        for (int t = 0; t < 2; t++)
            cr_expect(eq(int, memcmp(c.dadd[t].memory, c.dy.memory, (size_t)(rows * n) * sizeof(float)), 0));

    reference_norm_grad(view_data(&c.x), view_data(&c.dy), rows, n, eps, view_data(&c.gamma), want, mean,
                        var);
    double sums = 1e-6 * sqrt((double)rows) + slack * (double)rows * 0.1;
    cr_expect(far_off(&c.dgamma[0], mean, 1e-5 + sums, 2e-6) == 0, "dgamma of (%d, %d)", (int)rows, (int)n);
    cr_expect(far_off(&c.dbeta[0], var, 1e-6 + sums, 1e-6) == 0, "dbeta of (%d, %d)", (int)rows, (int)n);
    cr_expect(far_off(&c.dx[0], want, 2e-5 + 10 * slack, 1e-5) == 0, "dx of (%d, %d)", (int)rows, (int)n);
    cr_expect(eq(int,
                 different(c.mean) + different(c.var) + different(c.y) + different(c.dx) +
                     different(c.dgamma) + different(c.dbeta),
                 0),
              "(%d, %d)", (int)rows, (int)n);
    free(want);
    give(&c);
}

Test(norm, statistics_use_and_gradient)
{
    Stream random = stream_of(1, 0, 0);
    for (int i = 0; i < SHAPES; i++)
        for (int kind = 0; kind < 8; kind++)
            check(&random, shapes[i], kind & 1, kind & 2, kind & 4 ? ACT_RELU : ACT_NONE);
}

/* mean(x^2) - mean(x)^2 has no right digit here, and a shift by the first row none in the second column. */
Test(norm, variance_beside_a_large_mean_or_outlier)
{
    enum { ROWS = 20000, COLUMNS = 2 };
    int64_t shape[] = {ROWS, COLUMNS}, c = COLUMNS;
    Stream random = stream_of(2, 0, 0);
    View x = numbers(&random, 2, shape, -1, 1), mean = numbers(&random, 1, &c, 0, 1),
         var = numbers(&random, 1, &c, 0, 1);
    for (int64_t row = 0; row < ROWS; row++)
        view_data(&x)[row * COLUMNS] += 10000;
    view_data(&x)[1] = 1000;
    double want_mean[COLUMNS], want_var[COLUMNS];
    reference_norm_stats(view_data(&x), ROWS, COLUMNS, want_mean, want_var);
    cr_assert(cpu_norm_stats(&x, &mean, &var));
    for (int k = 0; k < COLUMNS; k++) {
        cr_expect(fabs(view_data(&mean)[k] / want_mean[k] - 1) < 1e-6, "mean %d", k);
        cr_expect(fabs(view_data(&var)[k] / want_var[k] - 1) < 1e-5, "var %d: %g", k,
                  view_data(&var)[k] / want_var[k] - 1);
    }
    pool_give(x.memory);
    pool_give(mean.memory);
    pool_give(var.memory);
}

Test(norm, no_memory_is_an_error)
{
    Stream random = stream_of(3, 0, 0);
    const int64_t shape[] = {10, 4};
    Case c = run(&random, shape, 0, 1e-5f, false, ACT_NONE);
    for (int n = 1; n <= 2; n++) {
        pool_trim();
        mem_fail_after(n);
        bool ok =
            n == 1 ? cpu_norm_stats(&c.x, &c.mean[0], &c.var[0]) : run_grad(&c, 0, 1e-5f, false, ACT_NONE);
        mem_fail_after(0);
        cr_expect(error_code() == ERR_MEMORY && !ok);
        error_clear();
    }
    give(&c);
}
