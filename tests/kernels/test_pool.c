/* Pooling forwards and back against a definition that asks every place of every window where it lies. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/pool.h"
#include "base/threads.h"
#include "kernels/cpu.h"
#include "tests/reference/reference_pool.h"
#include "tests/reference/reference_view.h"

static const PoolCase cases[] = {
    {POOL_MAX, {2, 2, 2, 0}, 2, 6, 8, 3, 3, 4},
    {POOL_MAX, {3, 3, 2, 1}, 1, 9, 9, 17, 5, 5},
    {POOL_MAX, {3, 3, 2, 1}, 5, 14, 14, 64, 7, 7},
    {POOL_MAX, {3, 2, 1, 1}, 2, 5, 4, 1, 5, 5},
    {POOL_MAX, {3, 3, 2, 0}, 1, 6, 8, 5, 3, 4}, /* sizes rounded up: the last windows run over the edge */
    {POOL_MAX, {5, 5, 5, 2}, 1, 4, 4, 150, 1, 1},
    {POOL_AVG, {2, 2, 2, 0}, 3, 4, 6, 16, 2, 3},
    {POOL_AVG, {3, 3, 2, 1}, 2, 7, 8, 5, 4, 5}, /* padding counts; beyond it nothing does */
    {POOL_AVG, {3, 3, 1, 1}, 1, 5, 5, 130, 5, 5},
    {POOL_AVG, {7, 7, 1, 0}, 20, 7, 7, 48, 1, 1},
    {POOL_ADAPTIVE_MAX, {0}, 2, 7, 7, 33, 1, 1},
    {POOL_ADAPTIVE_MAX, {0}, 2, 7, 5, 9, 3, 2},
    {POOL_ADAPTIVE_AVG, {0}, 2, 7, 7, 200, 1, 1},
    {POOL_ADAPTIVE_AVG, {0}, 3, 10, 7, 8, 4, 3},     /* windows overlap */
    {POOL_ADAPTIVE_AVG, {0}, 1, 2, 3, 4, 5, 7},      /* more windows than pixels */
    {POOL_MAX, {2, 2, 2, 0}, 40, 28, 28, 8, 14, 14}, /* work for two threads */
    {POOL_AVG, {2, 2, 2, 0}, 2, 28, 28, 64, 14, 14},
    {POOL_MAX, {3, 3, 2, 0}, 2, 2, 5, 7, 1, 2}, /* rounded up: one window, higher than the image */
    {POOL_AVG, {3, 3, 2, 0}, 2, 2, 5, 7, 1, 2}, /* over what there is of it */
};

static View images(int64_t n, int64_t h, int64_t w, int64_t c, Stream *random)
{
    return sample_new(random, LAYOUT_CONTIGUOUS, 4, (const int64_t[]){n, h, w, c}, -1, 1).view;
}

static int far_off(const float *got, const double *want, int64_t n)
{
    int wrong = 0;
    for (int64_t i = 0; i < n; i++)
        wrong += !(fabs(got[i] - want[i]) <= 1e-6);
    return wrong;
}

Test(pool, forward_and_back)
{
    Stream random = stream_of(1, 0, 0);
    for (int i = 0; i < (int)(sizeof cases / sizeof cases[0]); i++) {
        const PoolCase *how = &cases[i];
        bool max = how->kind == POOL_MAX || how->kind == POOL_ADAPTIVE_MAX;
        View x = images(how->n, how->h, how->w, how->c, &random), dx[2];
        View dy = images(how->n, how->h2, how->w2, how->c, &random), y[2], winner = dy;
        int64_t in = view_count(&x), out = view_count(&dy);
        winner.memory = pool_take((size_t)out * sizeof(float));
        for (int64_t k = 0; k < in; k++) /* many ties: the first wins */
            view_data(&x)[k] = roundf(3 * view_data(&x)[k]);
        for (int t = 0; t < 2; t++) {
            threads_set(t + 1);
            y[t] = images(how->n, how->h2, how->w2, how->c, &random);
            dx[t] = images(how->n, how->h, how->w, how->c, &random);
            cr_assert(cpu_pool(how->kind, &how->window, &x, &y[t], max ? &winner : NULL));
            cr_assert(cpu_pool_grad(how->kind, &how->window, &dy, max ? &winner : NULL, &dx[t]));
        }
        double *want = malloc((size_t)(in > out ? in : out) * sizeof *want);
        int64_t *places = malloc((size_t)out * sizeof *places);
        reference_pool(how, view_data(&x), want, places);
        cr_expect(far_off(view_data(&y[0]), want, out) == 0, "case %d", i);
        int wrong = 0;
        for (int64_t k = 0; max && k < out; k++)
            wrong += view_data(&winner)[k] != (float)places[k];
        cr_expect(eq(int, wrong, 0), "case %d: winners", i);
        reference_pool_grad(how, view_data(&dy), places, want);
        cr_expect(far_off(view_data(&dx[0]), want, in) == 0, "case %d: gradient", i);
        cr_expect(memcmp(y[0].memory, y[1].memory, (size_t)out * sizeof(float)) == 0, "case %d: bits", i);
        cr_expect(memcmp(dx[0].memory, dx[1].memory, (size_t)in * sizeof(float)) == 0, "case %d: bits", i);
        free(want);
        free(places);
        pool_give(winner.memory);
        pool_give(x.memory);
        pool_give(dy.memory);
        for (int t = 0; t < 2; t++) {
            pool_give(y[t].memory);
            pool_give(dx[t].memory);
        }
    }
}

Test(pool, nan_wins_and_winners_may_be_left_out)
{
    float x[] = {1, NAN, 3, 2, -INFINITY, -INFINITY, -INFINITY, -INFINITY}, y[2], at[2];
    View in = {.memory = x, .n_dims = 4, .shape = {2, 2, 2, 1}, .stride = {4, 2, 1, 1}};
    View out = {.memory = y, .n_dims = 4, .shape = {2, 1, 1, 1}, .stride = {1, 1, 1, 1}}, winner = out;
    winner.memory = at;
    const Window window = {2, 2, 2, 0};
    cr_assert(cpu_pool(POOL_MAX, &window, &in, &out, &winner));
    cr_expect(isnan(y[0]) && at[0] == 1 && y[1] == -INFINITY && at[1] == 0);
    y[0] = 0;
    cr_assert(cpu_pool(POOL_MAX, &window, &in, &out, NULL));
    cr_expect(isnan(y[0]) && y[1] == -INFINITY);
}
