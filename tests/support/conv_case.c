#include "tests/support/conv_case.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/pool.h"
#include "base/threads.h"
#include "kernels/cpu.h"
#include "tests/reference/reference_conv.h"

static View images(Stream *random, int64_t n, int64_t h, int64_t w, int64_t c)
{
    View view = {.n_dims = 4, .shape = {n, h, w, c}, .stride = {h * w * c, w * c, c, 1}};
    float *memory = pool_take((size_t)(n * h * w * c) * sizeof(float));
    cr_assert(memory != NULL);
    for (int64_t i = 0; i < n * h * w * c; i++)
        memory[i] = stream_uniform(random, -1, 1);
    view.memory = memory;
    return view;
}

void conv_case_new(ConvCase *c, Stream *random, Window window, int64_t n, int64_t h, int64_t w, int64_t in,
                   int64_t out, int bits)
{
    int64_t h2 = (h + 2 * window.pad - window.height) / window.stride + 1;
    int64_t w2 = (w + 2 * window.pad - window.width) / window.stride + 1;
    c->x = images(random, n, h, w, in);
    c->weight = images(random, out, window.height, window.width, in);
    c->bias = images(random, 1, 1, 1, out);
    c->add = images(random, n, h2, w2, out);
    c->dy = images(random, n, h2, w2, out);
    c->how = (Convolution){
        .window = window,
        .method = CONV_DIRECT,
        .x = &c->x,
        .weight = &c->weight,
        .y = &c->dy,
        .bias = bits & 1 ? &c->bias : NULL,
        .add = bits & 2 ? &c->add : NULL,
        .act = bits & 4 ? ACT_RELU : ACT_NONE,
        .adds = bits & 2,
    };
}

void conv_case_free(ConvCase *c)
{
    View *views[] = {&c->x, &c->weight, &c->bias, &c->add, &c->dy};
    for (int i = 0; i < 5; i++)
        pool_give(views[i]->memory);
}

const ConvCasePass conv_case_passes[CONV_CASE_PASSES] = {
    {"forward", cpu_conv, reference_conv, offsetof(Convolution, y)},
    {"gradient to input", cpu_conv_grad_input, reference_conv_grad_input, offsetof(Convolution, x)},
    {"gradient to weight", cpu_conv_grad_weight, reference_conv_grad_weight, offsetof(Convolution, weight)},
};

const View **conv_case_result(const ConvCasePass *pass, Convolution *how)
{
    return (const View **)(void *)((char *)how + pass->result);
}

/* So many products make one element of the result. */
static int64_t terms_of(const ConvCasePass *pass, const Convolution *how)
{
    int64_t taps = how->window.height * how->window.width, k = how->y->shape[3];
    if (pass->kernel == cpu_conv)
        return taps * how->x->shape[3];
    return pass->kernel == cpu_conv_grad_input ? taps * k : view_count(how->y) / k;
}

double conv_case_largest(const double *values, int64_t n)
{
    double most = 0;
    for (int64_t i = 0; i < n; i++)
        most = fmax(most, fabs(values[i]));
    return most;
}

/* Direct sums: every element within what rounding allows it. Winograd's: the largest error as a part of the
 * largest sum of absolute values. */
static int count_wrong(const ConvCasePass *pass, const Convolution *how, const float *got,
                       const double *right, const double *size, int64_t n)
{
    double whole = conv_case_largest(size, n);
    int wrong = 0;
    for (int64_t i = 0; i < n; i++) {
        double allowed = (double)(terms_of(pass, how) + 4) * FLT_EPSILON / 2 * size[i];
        if (how->method != CONV_DIRECT)
            allowed = (how->method == CONV_WINOGRAD_2 ? 1e-6 : 1e-5) * whole;
        wrong += !(fabs(got[i] - right[i]) <= allowed);
    }
    return wrong;
}

/* With weights that are packed beforehand. */
static bool run_packed(const Convolution *how)
{
    int64_t n = cpu_conv_packed_size(how);
    View packed = {.memory = pool_take((size_t)n * sizeof(float)), .n_dims = 1, .shape = {n}, .stride = {1}};
    Convolution with = *how;
    with.packed = &packed;
    cr_assert(packed.memory != NULL);
    bool done = cpu_conv_pack(&with) && cpu_conv(&with);
    pool_give(packed.memory);
    return done;
}

/* Runs with one thread and with nine, often more than there are tiles, into memory full of NaN, or of what is
 * to be added to; forward with nine and packed weights, too: the right numbers, and the same bits. */
static void check_pass(const ConvCase *c, const ConvCasePass *pass, const double *right, const double *size)
{
    enum { WAYS = 3 };
    static const int threads[WAYS] = {1, 9, 9};
    const int ways = pass->kernel == cpu_conv ? WAYS : WAYS - 1;
    Convolution how = c->how;
    const View like = **conv_case_result(pass, &how);
    int64_t n = view_count(&like);
    bool adds = how.adds && pass->kernel == cpu_conv_grad_input;
    View out[WAYS] = {like, like, like};
    for (int t = 0; t < ways; t++) {
        float *memory = pool_take((size_t)n * sizeof(float));
        cr_assert(memory != NULL);
        for (int64_t i = 0; i < n; i++)
            memory[i] = adds ? view_data(&like)[i] : NAN;
        out[t].memory = memory;
        *conv_case_result(pass, &how) = &out[t];
        threads_set(threads[t]);
        cr_assert(t < 2 ? pass->kernel(&how) : run_packed(&how));
    }
    cr_expect(eq(int, count_wrong(pass, &how, view_data(&out[0]), right, size, n), 0),
              "%s, method %d: images %d x %d x %d x %d, window %d x %d, stride %d, pad %d, to %d channels",
              pass->name, (int)how.method, (int)c->x.shape[0], (int)c->x.shape[1], (int)c->x.shape[2],
              (int)c->x.shape[3], how.window.height, how.window.width, how.window.stride, how.window.pad,
              (int)c->dy.shape[3]);
    for (int t = 1; t < ways; t++)
        cr_expect(memcmp(out[0].memory, out[t].memory, (size_t)n * sizeof(float)) == 0,
                  "%s: nine threads%s, other bits", pass->name, t == 2 ? ", packed weights" : "");
    for (int t = 0; t < ways; t++)
        pool_give(out[t].memory);
}

void conv_case_check(ConvCase *c, ConvMethod first, ConvMethod last)
{
    int64_t most = view_count(&c->x) + view_count(&c->weight) + view_count(&c->dy);
    double *right = malloc((size_t)most * sizeof(double)), *size = malloc((size_t)most * sizeof(double));
    cr_assert(right && size);
    for (int i = 0; i < CONV_CASE_PASSES; i++) {
        conv_case_passes[i].judge(&c->how, right, size);
        for (int method = (int)first; method <= (int)last; method++) {
            c->how.method = (ConvMethod)method;
            check_pass(c, &conv_case_passes[i], right, size);
        }
    }
    free(right), free(size);
}
