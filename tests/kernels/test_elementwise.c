/* fill, copy, map and zip against one-number definitions in double: any layout, any place of a stretched
 * operand, the whole range of exponents, NaN and infinities. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <string.h>

#include "base/pool.h"
#include "base/threads.h"
#include "kernels/cpu.h"
#include "tests/reference/reference_elementwise.h"
#include "tests/reference/reference_view.h"

enum { MAP_OPS = MAP_TANH + 1, ZIP_OPS = ZIP_TANH_GRAD + 1 };

static const float powers[] = {2, 3, 0.5f, -1, 0, 1, 2.5f, -0.7f};

static float power_of(Stream *random)
{
    return powers[stream_below(random, sizeof powers / sizeof powers[0])];
}

/* What rounding may do to an operation of a few steps on numbers of size 3. */
static bool near(float got, double want)
{
    return fabs(got - want) <= 1e-6 + 1e-6 * fabs(want) || ulps(got, want) == 0;
}

Test(elementwise, map_in_any_layout)
{
    Stream random = stream_of(1, 0, 0);
    for (int round = 0; round < 25 * MAP_OPS; round++) {
        MapOp op = round % MAP_OPS;
        int64_t shape[MAX_DIMS];
        int n_dims = sample_shape(&random, 2000, shape);
        bool positive = op == MAP_LOG || op == MAP_SQRT || op == MAP_POW;
        Sample x = sample_new(&random, stream_below(&random, 3), n_dims, shape, positive ? 0.1f : -3, 3);
        Sample out = sample_new(&random, stream_below(&random, 2), n_dims, shape, 0, 1);
        float p = op == MAP_POW ? power_of(&random) : -0.5f, q = 0.7f;
        cr_assert(cpu_map(op, p, q, &x.view, &out.view));
        int wrong = 0;
        for (int64_t i = 0; i < view_count(&out.view); i++)
            wrong += !near(*sample_at(&out.view, i), reference_map(op, p, q, *sample_at(&x.view, i)));
        cr_expect(eq(int, wrong, 0), "op %d, p %g, %d axes", op, p, n_dims);
        cr_expect(eq(i64, sample_stray(&out), 0), "op %d writes beside its output", op);
        pool_give(x.view.memory);
        pool_give(out.view.memory);
    }
}

Test(elementwise, zip_in_any_layout)
{
    Stream random = stream_of(2, 0, 0);
    for (int round = 0; round < 25 * ZIP_OPS; round++) {
        ZipOp op = round % ZIP_OPS;
        int64_t shape[MAX_DIMS];
        int n_dims = sample_shape(&random, 2000, shape);
        float low = op == ZIP_POW || op == ZIP_POW_GRAD || op == ZIP_SQRT_GRAD || op == ZIP_DIV ? 0.3f : -3;
        Sample a = sample_new(&random, stream_below(&random, 3), n_dims, shape, low, 3);
        Sample b = sample_new(&random, stream_below(&random, 3), n_dims, shape, low, 3);
        Sample out = sample_new(&random, stream_below(&random, 2), n_dims, shape, 0, 1);
        float p = op == ZIP_POW_GRAD ? power_of(&random) : -0.5f, q = 0.7f;
        cr_assert(cpu_zip(op, p, q, &a.view, &b.view, &out.view));
        int wrong = 0;
        for (int64_t i = 0; i < view_count(&out.view); i++)
            wrong += !near(*sample_at(&out.view, i),
                           reference_zip(op, p, q, *sample_at(&a.view, i), *sample_at(&b.view, i)));
        cr_expect(eq(int, wrong, 0), "op %d, p %g, %d axes", op, p, n_dims);
        cr_expect(eq(i64, sample_stray(&out), 0), "op %d writes beside its output", op);
        pool_give(a.view.memory);
        pool_give(b.view.memory);
        pool_give(out.view.memory);
    }
}

Test(elementwise, copy_and_fill_in_any_layout)
{
    Stream random = stream_of(3, 0, 0);
    for (int round = 0; round < 200; round++) {
        int64_t shape[MAX_DIMS];
        int n_dims = sample_shape(&random, 3000, shape);
        Sample x = sample_new(&random, stream_below(&random, 3), n_dims, shape, -3, 3);
        Sample out = sample_new(&random, stream_below(&random, 2), n_dims, shape, 0, 1);
        int wrong = 0;
        cr_assert(cpu_copy(&x.view, &out.view));
        for (int64_t i = 0; i < view_count(&out.view); i++)
            wrong += *sample_at(&out.view, i) != *sample_at(&x.view, i);
        cr_assert(cpu_fill(&out.view, 2.5f));
        for (int64_t i = 0; i < view_count(&out.view); i++)
            wrong += *sample_at(&out.view, i) != 2.5f;
        cr_expect(eq(int, wrong, 0), "%d axes", n_dims);
        cr_expect(eq(i64, sample_stray(&out), 0));
        pool_give(x.view.memory);
        pool_give(out.view.memory);
    }
}

Test(elementwise, nothing_to_do_is_fine)
{
    float nowhere = 0;
    View none = {.memory = &nowhere, .n_dims = 3, .shape = {4, 0, 3}, .stride = {0, 3, 1}};
    cr_expect(cpu_fill(&none, 1) && cpu_copy(&none, &none) && cpu_map(MAP_EXP, 0, 0, &none, &none) &&
              cpu_zip(ZIP_ADD, 0, 0, &none, &none, &none));
}

/* exp, log and the like over all exponents and signs, subnormals included: every 9973rd of all floats there
 * are. */
Test(elementwise, exp_and_log_to_the_last_places)
{
    static const struct {
        MapOp op;
        const char *name;
        double most;
    } functions[] = {
        {MAP_EXP, "exp", 2}, {MAP_LOG, "log", 2}, {MAP_TANH, "tanh", 3}, {MAP_SIGMOID, "sigmoid", 3}};
    enum { STEP = 9973, COUNT = (int)(4294967296 / STEP) };
    int64_t shape = COUNT;
    Stream random = stream_of(4, 0, 0);
    Sample x = sample_new(&random, LAYOUT_CONTIGUOUS, 1, &shape, 0, 1);
    Sample y = sample_new(&random, LAYOUT_CONTIGUOUS, 1, &shape, 0, 1);
    float *in = view_data(&x.view), *out = view_data(&y.view);
    for (uint32_t i = 0; i < COUNT; i++) {
        uint32_t bits = i * STEP;
        memcpy(&in[i], &bits, sizeof bits);
        if (i % 4 == 0) /* and more of them where the functions bend */
            in[i] = stream_uniform(&random, -110, 110);
    }
    in[0] = INFINITY, in[1] = -INFINITY, in[2] = NAN, in[3] = -0.0f, in[4] = 88.7228394f, in[5] = 88.7228317f;
    in[6] = -103.972076f, in[7] = -103.972084f, in[8] = 0x1p-149f, in[9] = 0x1.fffffep127f;
    for (int f = 0; f < 4; f++) {
        cr_assert(cpu_map(functions[f].op, 0, 0, &x.view, &y.view));
        double worst = 0;
        float at = 0;
        for (int i = 0; i < COUNT; i++) {
            double off = ulps(out[i], reference_map(functions[f].op, 0, 0, in[i]));
            if (off > worst) {
                worst = off;
                at = in[i];
            }
        }
        cr_expect(worst <= functions[f].most, "%s(%a) is off by %g ulp", functions[f].name, at, worst);
    }
    pool_give(x.view.memory);
    pool_give(y.view.memory);
}

Test(elementwise, nan_and_infinity_pass_through)
{
    static const float special[] = {NAN, INFINITY, -INFINITY, 0, -0.0f, 1, -1};
    enum { N = sizeof special / sizeof special[0], REPEAT = 5 }; /* long enough for the vector loops */
    float a[N * N * REPEAT], b[N * N * REPEAT], out[N * N * REPEAT];
    for (int i = 0; i < N * N * REPEAT; i++) {
        a[i] = special[i % N];
        b[i] = special[i / N % N];
    }
    View left = {.memory = a, .n_dims = 1, .shape = {N * N * REPEAT}, .stride = {1}};
    View right = left, result = left;
    right.memory = b;
    result.memory = out;
    for (int op = 0; op < MAP_OPS; op++) {
        cr_assert(cpu_map(op, 0.5f, 2, &left, &result));
        for (int i = 0; i < N; i++) {
            if (op == MAP_POW || op == MAP_GELU) /* 0.5 is a square root, which differs at -inf; -inf * 0 */
                continue;
            double want = reference_map(op, 0.5, 2, a[i]);
            cr_expect(ulps(out[i], want) <= 1, "map %d of %g is %g, not %g", op, a[i], out[i], want);
        }
    }
    for (int op = 0; op < (int)ZIP_ABS_GRAD; op++) {
        cr_assert(cpu_zip(op, 0.5f, 2, &left, &right, &result));
        for (int i = 0; i < N * N * REPEAT; i++) {
            double want = reference_zip(op, 0.5, 2, a[i], b[i]);
            cr_expect(ulps(out[i], want) <= 1, "zip %d of %g, %g is %g, not %g", op, a[i], b[i], out[i],
                      want);
        }
    }
}

Test(elementwise, may_write_over_an_input)
{
    Stream random = stream_of(5, 0, 0);
    for (int layout = LAYOUT_CONTIGUOUS; layout <= LAYOUT_WILD; layout++) {
        Sample a = sample_new(&random, layout, 2, (const int64_t[]){37, 41}, -3, 3);
        Sample b = sample_new(&random, LAYOUT_CONTIGUOUS, 2, (const int64_t[]){37, 41}, -3, 3);
        Sample want = sample_new(&random, LAYOUT_CONTIGUOUS, 2, (const int64_t[]){37, 41}, 0, 1);
        cpu_zip(ZIP_MUL, 0, 0, &a.view, &b.view, &want.view);
        cpu_map(MAP_TANH, 0, 0, &want.view, &want.view);
        cpu_zip(ZIP_MUL, 0, 0, &a.view, &b.view, &a.view);
        cpu_map(MAP_TANH, 0, 0, &a.view, &a.view);
        int wrong = 0;
        for (int64_t i = 0; i < view_count(&a.view); i++)
            wrong += ulps(*sample_at(&a.view, i), *sample_at(&want.view, i)) > 2;
        cr_expect(eq(int, wrong, 0));
        pool_give(a.view.memory);
        pool_give(b.view.memory);
        pool_give(want.view.memory);
    }
}

/* Big enough for many pieces: one long run, a row stretched downwards, a column sideways, three channels, a
 * transpose. */
Test(elementwise, same_bits_for_any_number_of_threads)
{
    static const struct {
        int64_t shape[2], stride[2]; /* of b */
    } cases[] = {
        {{1, 100003}, {0, 1}}, {{613, 257}, {0, 1}},   {{613, 257}, {1, 0}},
        {{40001, 3}, {0, 1}},  {{257, 613}, {1, 257}},
    };
    Stream random = stream_of(6, 0, 0);
    for (int i = 0; i < 5; i++) {
        Sample a = sample_new(&random, LAYOUT_CONTIGUOUS, 2, cases[i].shape, -3, 3);
        Sample b = sample_new(&random, LAYOUT_CONTIGUOUS, 2, cases[i].shape, -3, 3);
        memcpy(b.view.stride, cases[i].stride, sizeof cases[i].stride);
        Sample out[2];
        for (int threads = 1; threads <= 2; threads++) {
            threads_set(threads);
            Sample *o = &out[threads - 1];
            *o = sample_new(&random, LAYOUT_CONTIGUOUS, 2, cases[i].shape, 0, 1);
            cr_assert(cpu_zip(ZIP_GELU_GRAD, 0, 0, &a.view, &b.view, &o->view));
        }
        size_t bytes = (size_t)view_count(&a.view) * sizeof(float);
        cr_expect(memcmp(out[0].view.memory, out[1].view.memory, bytes) == 0, "case %d", i);
        int wrong = 0;
        for (int64_t k = 0; k < view_count(&a.view); k += 7)
            wrong +=
                !near(*sample_at(&out[1].view, k),
                      reference_zip(ZIP_GELU_GRAD, 0, 0, *sample_at(&a.view, k), *sample_at(&b.view, k)));
        cr_assert(cpu_copy(&b.view, &out[0].view));
        for (int64_t k = 0; k < view_count(&a.view); k++)
            wrong += *sample_at(&out[0].view, k) != *sample_at(&b.view, k);
        cr_expect(eq(int, wrong, 0), "case %d", i);
        pool_give(a.view.memory);
        pool_give(b.view.memory);
        pool_give(out[0].view.memory);
        pool_give(out[1].view.memory);
    }
}
