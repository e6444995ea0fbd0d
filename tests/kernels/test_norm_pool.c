/* Normalisation with max pooling behind it must be, bit by bit, what the two are one after the other. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/pool.h"
#include "base/threads.h"
#include "kernels/cpu.h"
#include "tests/reference/reference_view.h"

enum { RESULTS = 5 }; /* y, winner, dx, dgamma, dbeta */

typedef struct Case {
    View x, mean, var, gamma, beta, dy;
    View result[2][RESULTS]; /* of the two kernels, and of the one */
    Window window;
    Activation act;
} Case;

static View numbers(Stream *random, int n_dims, const int64_t *shape, float low, float high)
{
    return sample_new(random, LAYOUT_CONTIGUOUS, n_dims, shape, low, high).view;
}

static Case case_new(Stream *random, const int64_t *shape, Window window, Activation act)
{
    const int64_t *c = shape + 3,
                  out[] = {shape[0], (shape[1] + 2 * window.pad - window.height) / window.stride + 1,
                           (shape[2] + 2 * window.pad - window.width) / window.stride + 1, shape[3]};
    Case made = {.x = numbers(random, 4, shape, -1, 2),
                 .mean = numbers(random, 1, c, 0, 1),
                 .var = numbers(random, 1, c, 0.1f, 1),
                 .gamma = numbers(random, 1, c, -1, 1),
                 .beta = numbers(random, 1, c, -1, 1),
                 .dy = numbers(random, 4, out, -1, 1),
                 .window = window,
                 .act = act};
    for (int i = 0; i < 2; i++) {
        View *r = made.result[i];
        r[0] = numbers(random, 4, out, 0, 1), r[1] = numbers(random, 4, out, 0, 1);
        r[2] = numbers(random, 4, shape, 0, 1);
        r[3] = numbers(random, 1, c, 0, 1), r[4] = numbers(random, 1, c, 0, 1);
    }
    return made;
}

static void case_give(Case *c)
{
    View *views[] = {&c->x, &c->mean, &c->var, &c->gamma, &c->beta, &c->dy};
    for (int i = 0; i < 6; i++)
        pool_give(views[i]->memory);
    for (int i = 0; i < 2 * RESULTS; i++)
        pool_give(c->result[i / RESULTS][i % RESULTS].memory);
}

static View rows_of(const View *x)
{
    int64_t c = x->shape[3];
    return (View){x->memory, x->offset, 2, {view_count(x) / c, c}, {c, 1}};
}

static void two_kernels(Case *c)
{
    View *r = c->result[0], between = c->x, rows = rows_of(&c->x), dx_rows = rows_of(&r[2]);
    between.offset = 0;
    between.memory = pool_take((size_t)view_count(&c->x) * sizeof(float));
    View normal = rows_of(&between);
    Norm how = {&rows, &c->mean, &c->var, &c->gamma, &c->beta, NULL, 1e-3f, c->act};
    cr_assert(cpu_norm_apply(&how, &normal) && cpu_pool(POOL_MAX, &c->window, &between, &r[0], &r[1]));
    cr_assert(cpu_pool_grad(POOL_MAX, &c->window, &c->dy, &r[1], &between) &&
              cpu_norm_grad(&how, NULL, &normal, &dx_rows, &r[3], &r[4], NULL));
    pool_give(between.memory);
}

/* The gradient takes the place of x. */
static bool one_kernel(Case *c)
{
    View *r = c->result[1];
    Norm how = {&c->x, &c->mean, &c->var, &c->gamma, &c->beta, NULL, 1e-3f, c->act};
    if (!cpu_norm_pool(&how, &c->window, &r[0], &r[1]))
        return false;
    memcpy(view_data(&r[2]), view_data(&c->x), (size_t)view_count(&c->x) * sizeof(float));
    how.x = &r[2];
    return cpu_norm_pool_grad(&how, &c->window, &c->dy, &r[1], &r[2], &r[3], &r[4]);
}

Test(norm_pool, is_what_its_parts_are)
{
    static const int64_t shapes[][4] = {{1, 3, 3, 1},  {2, 9, 7, 3},   {3, 20, 21, 16},
                                        {1, 8, 5, 37}, {2, 40, 33, 8}, {1, 6, 7, 700}};
    static const Window windows[] = {{3, 3, 2, 1}, {2, 2, 2, 0}, {3, 3, 1, 1}, {2, 2, 3, 0}};
    Stream random = stream_of(1, 0, 0);
    for (int i = 0; i < 6 * 4 * 2; i++) {
        Case c = case_new(&random, shapes[i / 8], windows[i / 2 % 4], i % 2 ? ACT_RELU : ACT_NONE);
        threads_set(1);
        two_kernels(&c);
        for (int threads = 1; threads <= 3; threads++) {
            threads_set(threads);
            cr_assert(one_kernel(&c));
            for (int k = 0; k < RESULTS; k++)
                cr_expect(eq(int,
                             memcmp(view_data(&c.result[0][k]), view_data(&c.result[1][k]),
                                    (size_t)view_count(&c.result[0][k]) * sizeof(float)),
                             0),
                          "case %d, %d threads, result %d", i, threads, k);
        }
        case_give(&c);
    }
}

Test(norm_pool, no_memory_is_an_error)
{
    Stream random = stream_of(2, 0, 0);
    Case c = case_new(&random, (int64_t[]){1, 4, 4, 2}, (Window){2, 2, 2, 0}, ACT_RELU);
    threads_set(1);
    for (int n = 1; n <= 3; n++) {
        pool_trim();
        mem_fail_after(n);
        bool done = one_kernel(&c);
        mem_fail_after(0);
        cr_expect(error_code() == ERR_MEMORY && !done, "allocation %d", n);
        error_clear();
    }
    case_give(&c);
}
