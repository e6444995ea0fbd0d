/* Sums, maxima and minima along any axes of any layout against one loop in double; accuracy on ten million
 * numbers; argmax. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/pool.h"
#include "base/threads.h"
#include "kernels/cpu.h"
#include "tests/reference/reference_reduce.h"
#include "tests/reference/reference_view.h"

/* Reduce x along the axes that are 1 in out_shape, with one thread and with two; right, and the same bits. */
static void check(Stream *random, ReduceOp op, const Sample *x, const int64_t *out_shape)
{
    int n_dims = x->view.n_dims;
    Sample out[2];
    Stream again = *random; /* gives both outputs the same layout */
    for (int i = 0; i < 2; i++) {
        threads_set(i + 1);
        out[i] = sample_new(i ? &again : random, LAYOUT_WILD, n_dims, out_shape, 0, 1);
        cr_assert(cpu_reduce(op, &x->view, &out[i].view));
        cr_expect(eq(i64, sample_stray(&out[i]), 0), "op %d writes beside its output", op);
    }
    int64_t results = view_count(&out[0].view), terms = view_count(&x->view) / results;
    double *want = malloc((size_t)results * sizeof *want);
    reference_reduce(op, &x->view, out_shape, want);
    int wrong = 0, different = 0;
    for (int64_t i = 0; i < results; i++) {
        float got = *sample_at(&out[0].view, i), other = *sample_at(&out[1].view, i);
        double allowed = op == REDUCE_SUM ? 1e-6 * (sqrt((double)terms) + fabs(want[i])) : 0;
        wrong += !(fabs(got - want[i]) <= allowed) && ulps(got, want[i]) != 0;
        different += memcmp(&got, &other, sizeof got) != 0;
    }
    cr_expect(eq(int, wrong, 0), "op %d, %d axes, %d results of %d terms", op, n_dims, (int)results,
              (int)terms);
    cr_expect(eq(int, different, 0), "op %d, %d axes, %d results of %d terms", op, n_dims, (int)results,
              (int)terms);
    free(want);
    for (int i = 0; i < 2; i++)
        pool_give(out[i].view.memory);
}

Test(reduce, any_axes_of_any_layout)
{
    Stream random = stream_of(1, 0, 0);
    for (int round = 0; round < 400; round++) {
        int64_t shape[MAX_DIMS], out_shape[MAX_DIMS];
        int n_dims = sample_shape(&random, 3000, shape);
        for (int axis = 0; axis < n_dims; axis++)
            out_shape[axis] = stream_below(&random, 2) ? 1 : shape[axis];
        Sample x = sample_new(&random, stream_below(&random, 3), n_dims, shape, -1, 1);
        if (round % 5 == 0)
            *sample_at(&x.view, stream_below(&random, view_count(&x.view))) = round % 2 ? NAN : INFINITY;
        check(&random, round % 3, &x, out_shape);
        pool_give(x.view.memory);
    }
}

/* Shapes that take the paths for much work: rows, columns, narrow columns, both, few and many results. */
Test(reduce, large)
{
    static const struct {
        int n_dims;
        int64_t shape[4], out_shape[4];
    } cases[] = {
        {1, {100003}, {1}},
        {2, {1000, 103}, {1000, 1}},
        {2, {7, 20011}, {7, 1}},
        {2, {1000, 103}, {1, 103}},
        {2, {40001, 3}, {1, 3}},
        {2, {3, 40001}, {1, 40001}},
        {2, {150, 1031}, {1, 1031}},
        {3, {9, 1201, 10}, {9, 1, 10}},
        {3, {300, 20, 20}, {300, 1, 20}},
        {4, {16, 11, 13, 50}, {1, 11, 1, 50}},
        {4, {16, 11, 13, 50}, {16, 1, 13, 1}},
        {4, {2, 113, 13, 50}, {1, 1, 13, 1}},
    };
    Stream random = stream_of(2, 0, 0);
    for (int i = 0; i < (int)(sizeof cases / sizeof cases[0]); i++)
        for (int op = REDUCE_SUM; op <= REDUCE_MIN; op += 1 + i % 2) {
            Sample x = sample_new(&random, i % 2 ? LAYOUT_WILD : LAYOUT_CONTIGUOUS, cases[i].n_dims,
                                  cases[i].shape, -1, 1);
            check(&random, op, &x, cases[i].out_shape);
            pool_give(x.view.memory);
        }
}

/* The sum of many positive numbers: added one by one in float they would lose three digits. */
Test(reduce, sum_of_millions_is_accurate)
{
    int64_t n = 4000000;
    float *x = pool_take((size_t)n * sizeof(float)), sum;
    Stream random = stream_of(3, 0, 0);
    double want = 0;
    for (int64_t i = 0; i < n; i++) {
        x[i] = (float)(stream_u32(&random) >> 8) * 0x1p-24f;
        want += x[i];
    }
    const int64_t widths[] = {1, 4, 2000};
    for (int w = 0; w < 3; w++) { /* all at once; columns, whose results are summed here */
        float columns[2000];
        View view = {.memory = x, .n_dims = 2, .shape = {n / widths[w], widths[w]}, .stride = {widths[w], 1}};
        View out = {.memory = columns, .n_dims = 2, .shape = {1, widths[w]}, .stride = {widths[w], 1}};
        cr_assert(cpu_reduce(REDUCE_SUM, &view, &out));
        double got = 0;
        for (int k = 0; k < widths[w]; k++)
            got += columns[k];
        cr_expect(fabs(got / want - 1) < 2e-7, "width %d: off by %g", (int)widths[w], got / want - 1);
    }
    View row = {.memory = x, .n_dims = 1, .shape = {n}, .stride = {1}},
         one = {.memory = &sum, .n_dims = 1, .shape = {1}};
    cr_assert(cpu_reduce(REDUCE_SUM, &row, &one));
    cr_expect(fabs(sum / want - 1) < 1e-7, "off by %g", sum / want - 1);
    pool_give(x);
}

Test(reduce, argmax_is_the_first_of_the_largest)
{
    Stream random = stream_of(4, 0, 0);
    for (int round = 0; round < 60; round++) {
        int64_t shape[2] = {1 + stream_below(&random, 60), 1 + stream_below(&random, round % 2 ? 12 : 900)};
        Sample x = sample_new(&random, round % 3, 2, shape, -1, 1);
        Sample out = sample_new(&random, LAYOUT_WILD, 1, shape, 0, 1);
        for (int64_t i = 0; i < view_count(&x.view); i++) { /* many ties */
            float *value = sample_at(&x.view, i);
            *value = floorf(4 * *value);
        }
        if (round % 4 == 0)
            *sample_at(&x.view, stream_below(&random, view_count(&x.view))) = round % 8 ? NAN : -INFINITY;
        cr_assert(cpu_argmax(&x.view, &out.view));
        for (int64_t row = 0; row < shape[0]; row++) {
            int64_t best = 0;
            float top = *sample_at(&x.view, row * shape[1]);
            for (int64_t i = 1; i < shape[1]; i++) {
                float value = *sample_at(&x.view, row * shape[1] + i);
                if (value > top || (isnan(value) && !isnan(top))) {
                    top = value;
                    best = i;
                }
            }
            float got = *sample_at(&out.view, row);
            cr_expect(got == (float)best, "row %d of %d", (int)row, (int)shape[1]);
        }
        pool_give(x.view.memory);
        pool_give(out.view.memory);
    }
}
