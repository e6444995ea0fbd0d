/* Convolution and its gradients against the definition in double precision. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/pool.h"
#include "base/random.h"
#include "base/threads.h"
#include "kernels/cpu.h"
#include "kernels/cpu_tile.h"
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

/* One convolution: sizes, operands, and room for what comes out. */
typedef struct Case {
    Window window;
    View x, weight, bias, dy;
    bool with_bias;
    Activation act;
} Case;

static Case make_case(Stream *random, Window window, int64_t n, int64_t h, int64_t w, int64_t c, int64_t k)
{
    int64_t h2 = (h + 2 * window.pad - window.height) / window.stride + 1;
    int64_t w2 = (w + 2 * window.pad - window.width) / window.stride + 1;
    return (Case){
        .window = window,
        .x = images(random, n, h, w, c),
        .weight = images(random, k, window.height, window.width, c),
        .bias = images(random, 1, 1, 1, k),
        .dy = images(random, n, h2, w2, k),
    };
}

static void free_case(Case *c)
{
    View *views[] = {&c->x, &c->weight, &c->bias, &c->dy};
    for (int i = 0; i < 4; i++)
        pool_give(views[i]->memory);
}

typedef bool Compute(const Case *c, const View *out);

static bool forward(const Case *c, const View *out)
{
    return cpu_conv(&c->window, &c->x, &c->weight, c->with_bias ? &c->bias : NULL, c->act, out);
}

static bool grad_input(const Case *c, const View *out)
{
    return cpu_conv_grad_input(&c->window, &c->dy, &c->weight, out);
}

static bool grad_weight(const Case *c, const View *out)
{
    return cpu_conv_grad_weight(&c->window, &c->x, &c->dy, out);
}

/* Runs with one and two threads into memory full of NaN: the right numbers, and the same bits. `terms`:
 * summed per element. */
static void expect_near(const char *what, const Case *c, Compute *compute, const View *like,
                        const double *right, const double *size, int64_t terms)
{
    int64_t n = view_count(like);
    View out[2] = {*like, *like};
    for (int t = 0; t < 2; t++) {
        float *memory = pool_take((size_t)n * sizeof(float));
        cr_assert(memory != NULL);
        for (int64_t i = 0; i < n; i++)
            memory[i] = NAN;
        out[t].memory = memory;
        threads_set(t + 1);
        cr_assert(compute(c, &out[t]));
    }
    const float *got = view_data(&out[0]);
    int wrong = 0;
    for (int64_t i = 0; i < n; i++)
        wrong += !(fabs(got[i] - right[i]) <= (double)(terms + 4) * FLT_EPSILON / 2 * size[i]);
    cr_expect(eq(int, wrong, 0),
              "%s: images %d x %d x %d x %d, window %d x %d, stride %d, pad %d, to %d channels", what,
              (int)c->x.shape[0], (int)c->x.shape[1], (int)c->x.shape[2], (int)c->x.shape[3],
              c->window.height, c->window.width, c->window.stride, c->window.pad, (int)c->dy.shape[3]);
    cr_expect(memcmp(out[0].memory, out[1].memory, (size_t)n * sizeof(float)) == 0,
              "%s: two threads, other bits", what);
    for (int t = 0; t < 2; t++)
        pool_give(out[t].memory);
}

static void check(Case *c)
{
    int64_t most = view_count(&c->x) + view_count(&c->weight) + view_count(&c->dy);
    double *right = malloc((size_t)most * sizeof(double)), *size = malloc((size_t)most * sizeof(double));
    cr_assert(right && size);
    int64_t patch = c->window.height * c->window.width, k = c->dy.shape[3];
    reference_conv(&c->window, &c->x, &c->weight, c->with_bias ? &c->bias : NULL, c->act, c->dy.shape, right,
                   size);
    expect_near("forward", c, forward, &c->dy, right, size, patch * c->x.shape[3]);
    reference_conv_grad_input(&c->window, &c->dy, &c->weight, c->x.shape, right, size);
    expect_near("gradient to input", c, grad_input, &c->x, right, size, patch * k);
    reference_conv_grad_weight(&c->window, &c->x, &c->dy, right, size);
    expect_near("gradient to weight", c, grad_weight, &c->weight, right, size, view_count(&c->dy) / k);
    free(right);
    free(size);
}

/* A random case for one window, small enough for the naive judge. */
static void check_window(Stream *random, Window window)
{
    int64_t h = 1 + stream_below(random, 9), w = 1 + stream_below(random, 2 * TILE_ROWS + 3);
    if (h < window.height - 2 * window.pad)
        h = window.height - 2 * window.pad;
    if (w < window.width - 2 * window.pad)
        w = window.width - 2 * window.pad;
    int64_t n = 1 + stream_below(random, 3), c = 1 + stream_below(random, 6), k = 1 + stream_below(random, 6);
    Case one = make_case(random, window, n, h, w, c, k);
    one.with_bias = stream_below(random, 2);
    one.act = stream_below(random, 2) ? ACT_RELU : ACT_NONE;
    check(&one);
    free_case(&one);
}

Test(conv, every_window)
{
    Stream random = stream_of(1, 0, 0);
    for (int stride = 1; stride <= 3; stride++)
        for (int pad = 0; pad <= 3; pad++)
            for (int height = 1; height <= 7; height++) {
                check_window(&random, (Window){height, height, stride, pad});
                check_window(&random, (Window){height, 1 + (int)stream_below(&random, 7), stride, pad});
            }
}

Test(conv, shapes_around_every_block)
{
    static const struct {
        Window window;
        int n, h, w, c, k;
    } cases[] = {
        {{3, 3, 1, 1}, 2, 5, TILE_ROWS + 1, TILE_DEPTH / 3 + 1, TILE_COLS + 1}, /* a window row longer than
                                                                                   TILE_DEPTH */
        {{3, 3, 1, 1}, 5, 7, 7, 20, TILE_COLS},
        {{3, 3, 2, 1}, 3, 13, 16, 17, TILE_COLS + VECTOR},
        {{1, 1, 1, 0}, 3, 5, 7, 33, 19},
        {{1, 1, 2, 0}, 3, 8, 9, 33, 19},
        {{1, 1, 1, 2}, 1, 3, 3, 2, 2}, /* positions that see only zeros */
        {{7, 7, 2, 3}, 2, 28, 30, 3, 20},
        {{3, 3, 1, 1}, 40, 2, 2, 9, 40}, /* narrow: patches are gathered */
        {{3, 3, 2, 1}, 33, 2, 1, 9, 10},
        {{1, 5, 1, 2}, 1, 4, TILE_DEPTH + 5, 2, 3}, /* a row longer than TILE_DEPTH */
        {{5, 5, 4, 0}, 2, 14, 15, 4, 5},            /* a stride that leaves pixels unseen */
        {{2, 2, 3, 0}, 2, 9, 8, 4, 5},
        {{20, 1, 1, 0}, 1, 21, 9, 2, 3}, /* more window rows than one run table holds */
    };
    Stream random = stream_of(2, 0, 0);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        Case c =
            make_case(&random, cases[i].window, cases[i].n, cases[i].h, cases[i].w, cases[i].c, cases[i].k);
        c.with_bias = i % 2;
        c.act = i % 3 ? ACT_RELU : ACT_NONE;
        check(&c);
        free_case(&c);
    }
}

/* Corners see four pixels, edges six: an implementation that treats the lower edge like the inside is found
 * out. */
Test(conv, ones_with_same_padding)
{
    float ones[9] = {1, 1, 1, 1, 1, 1, 1, 1, 1}, y_data[9];
    static const float right[9] = {4, 6, 4, 6, 9, 6, 4, 6, 4};
    View x = {.memory = ones, .n_dims = 4, .shape = {1, 3, 3, 1}, .stride = {9, 3, 1, 1}}, y = x;
    y.memory = y_data;
    cr_assert(cpu_conv(&(Window){3, 3, 1, 1}, &x, &x, NULL, ACT_NONE, &y));
    for (int i = 0; i < 9; i++)
        cr_expect(eq(flt, y_data[i], right[i]), "pixel %d", i);
}

/* A 1x1 window of stride 2 takes every second pixel of every second row, not the first four. */
Test(conv, stride_of_a_1x1_window)
{
    float pixels[16], one = 1, y_data[4];
    static const float right[4] = {0, 2, 8, 10};
    for (int i = 0; i < 16; i++)
        pixels[i] = (float)i;
    View x = {.memory = pixels, .n_dims = 4, .shape = {1, 4, 4, 1}, .stride = {16, 4, 1, 1}};
    View weight = {.memory = &one, .n_dims = 4, .shape = {1, 1, 1, 1}, .stride = {1, 1, 1, 1}};
    View y = {.memory = y_data, .n_dims = 4, .shape = {1, 2, 2, 1}, .stride = {4, 2, 1, 1}};
    cr_assert(cpu_conv(&(Window){1, 1, 2, 0}, &x, &weight, NULL, ACT_NONE, &y));
    for (int i = 0; i < 4; i++)
        cr_expect(eq(flt, y_data[i], right[i]), "pixel %d", i);
}

Test(conv, out_of_memory_is_an_error)
{
    Stream random = stream_of(3, 0, 0);
    Case c = make_case(&random, (Window){3, 3, 2, 1}, 1, 9, 9, 3, 5);
    Compute *all[] = {forward, grad_input, grad_weight};
    const View *like[] = {&c.dy, &c.x, &c.weight};
    for (int i = 0; i < 3; i++) {
        View out = *like[i];
        out.memory = pool_take((size_t)view_count(&out) * sizeof(float));
        for (int failing = 1;; failing++) {
            pool_trim();
            mem_fail_after(failing);
            bool ok = all[i](&c, &out);
            mem_fail_after(0);
            if (ok)
                break;
            cr_expect(eq(int, error_code(), ERR_MEMORY));
            error_clear();
            cr_assert(failing < 100);
        }
        pool_give(out.memory);
    }
    free_case(&c);
}
