/* Convolution and its gradients against the definition in double precision. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <float.h>
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/pool.h"
#include "base/random.h"
#include "base/threads.h"
#include "kernels/cpu.h"
#include "kernels/cpu_conv_method.h"
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

/* One convolution: operands, and room for what comes out. */
typedef struct Case {
    View x, weight, bias, add, dy;
    Convolution how;
} Case;

/* `bits`: with bias, with something to add (x's gradient to what is there), with ReLU. */
static void make_case(Case *c, Stream *random, Window window, int64_t n, int64_t h, int64_t w, int64_t in,
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

static void free_case(Case *c)
{
    View *views[] = {&c->x, &c->weight, &c->bias, &c->add, &c->dy};
    for (int i = 0; i < 5; i++)
        pool_give(views[i]->memory);
}

/* A pass by its kernel, its judge, and the operand that it writes. */
typedef struct Pass {
    const char *name;
    bool (*kernel)(const Convolution *how);
    void (*judge)(const Convolution *how, double *result, double *size);
    size_t result;
} Pass;

static const Pass passes[] = {
    {"forward", cpu_conv, reference_conv, offsetof(Convolution, y)},
    {"gradient to input", cpu_conv_grad_input, reference_conv_grad_input, offsetof(Convolution, x)},
    {"gradient to weight", cpu_conv_grad_weight, reference_conv_grad_weight, offsetof(Convolution, weight)},
};
enum { PASSES = sizeof(passes) / sizeof(passes[0]) };

static const View **result_of(const Pass *pass, Convolution *how)
{
    return (const View **)(void *)((char *)how + pass->result);
}

/* So many products make one element of the result. */
static int64_t terms_of(const Pass *pass, const Convolution *how)
{
    int64_t taps = how->window.height * how->window.width, k = how->y->shape[3];
    if (pass->kernel == cpu_conv)
        return taps * how->x->shape[3];
    return pass->kernel == cpu_conv_grad_input ? taps * k : view_count(how->y) / k;
}

static double largest(const double *values, int64_t n)
{
    double most = 0;
    for (int64_t i = 0; i < n; i++)
        most = fmax(most, fabs(values[i]));
    return most;
}

/* Direct sums: every element within what rounding allows it. Winograd's: the largest error as a part of the
 * largest sum of absolute values. */
static int count_wrong(const Pass *pass, const Convolution *how, const float *got, const double *right,
                       const double *size, int64_t n)
{
    double whole = largest(size, n);
    int wrong = 0;
    for (int64_t i = 0; i < n; i++) {
        double allowed = (double)(terms_of(pass, how) + 4) * FLT_EPSILON / 2 * size[i];
        if (how->method != CONV_DIRECT)
            allowed = (how->method == CONV_WINOGRAD_2 ? 1e-6 : 1e-5) * whole;
        wrong += !(fabs(got[i] - right[i]) <= allowed);
    }
    return wrong;
}

/* Runs with one thread and with nine, often more than there are tiles, into memory full of NaN, or of what is
 * to be added to: the right numbers, and the same bits. */
static void check_pass(const Case *c, const Pass *pass, const double *right, const double *size)
{
    static const int threads[2] = {1, 9};
    Convolution how = c->how;
    const View like = **result_of(pass, &how);
    int64_t n = view_count(&like);
    bool adds = how.adds && pass->kernel == cpu_conv_grad_input;
    View out[2] = {like, like};
    for (int t = 0; t < 2; t++) {
        float *memory = pool_take((size_t)n * sizeof(float));
        cr_assert(memory != NULL);
        for (int64_t i = 0; i < n; i++)
            memory[i] = adds ? view_data(&like)[i] : NAN;
        out[t].memory = memory;
        *result_of(pass, &how) = &out[t];
        threads_set(threads[t]);
        cr_assert(pass->kernel(&how));
    }
    cr_expect(eq(int, count_wrong(pass, &how, view_data(&out[0]), right, size, n), 0),
              "%s, method %d: images %d x %d x %d x %d, window %d x %d, stride %d, pad %d, to %d channels",
              pass->name, (int)how.method, (int)c->x.shape[0], (int)c->x.shape[1], (int)c->x.shape[2],
              (int)c->x.shape[3], how.window.height, how.window.width, how.window.stride, how.window.pad,
              (int)c->dy.shape[3]);
    cr_expect(memcmp(out[0].memory, out[1].memory, (size_t)n * sizeof(float)) == 0,
              "%s: nine threads, other bits", pass->name);
    for (int t = 0; t < 2; t++)
        pool_give(out[t].memory);
}

/* All passes, by every method from the first to the last one given. */
static void check(Case *c, ConvMethod first, ConvMethod last)
{
    int64_t most = view_count(&c->x) + view_count(&c->weight) + view_count(&c->dy);
    double *right = malloc((size_t)most * sizeof(double)), *size = malloc((size_t)most * sizeof(double));
    cr_assert(right && size);
    for (int i = 0; i < PASSES; i++) {
        passes[i].judge(&c->how, right, size);
        for (int method = (int)first; method <= (int)last; method++) {
            c->how.method = (ConvMethod)method;
            check_pass(c, &passes[i], right, size);
        }
    }
    free(right), free(size);
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
    Case one;
    make_case(&one, random, window, n, h, w, c, k, (int)stream_below(random, 8));
    check(&one, CONV_DIRECT, CONV_DIRECT);
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
        {{1, 1, 1, 0}, 2, 20, 31, 3 * VECTOR, 19}, /* few channels on one side: that one is read in place */
        {{1, 1, 1, 0}, 2, 20, 31, 19, 3 * VECTOR},
        {{3, 3, 2, 0}, 2, 30, 91, 3, TILE_COLS + VECTOR}, /* small patches: columns of tiles */
        {{3, 3, 2, 1}, 9, 14, 14, 1, VECTOR / 2},         /* dy in place though it fills no vector */
        {{3, 3, 2, 1}, 4 * 128 + 1, 1, 1, 20, 1},         /* one position is the last block */
        {{3, 3, 1, 1}, 1, 16, 16, 9, 8 * TILE_COLS + 1},  /* dy's channels are rows of sums, */
        {{9, 9, 1, 4}, 1, 9, 9, 1, 8 * TILE_COLS + 1},    /* of dweight itself, */
        {{3, 3, 1, 1}, 1, 2, TILE_DEPTH / 2 + 1, 54, 8 * TILE_COLS + 1}, /* in several blocks */
        {{1, 1, 1, 0}, 2, 9, 8, 8 * TILE_COLS + 1, 5 * TILE_ROWS + 3},
        {{1, 1, 1, 0}, 2, 9, 8, 8 * TILE_COLS, 5 * TILE_ROWS + 3}, /* x and dy change places */
        {{1, 1, 1, 2}, 1, 3, 3, 2, 2},                             /* positions that see only zeros */
        {{7, 7, 2, 3}, 2, 28, 30, 3, 20},
        {{3, 3, 1, 1}, 40, 2, 2, 9, 40}, /* narrow: patches are gathered */
        {{3, 3, 2, 1}, 33, 2, 1, 9, 10},
        {{1, 5, 1, 2}, 1, 4, TILE_DEPTH + 5, 2, 3}, /* a row longer than TILE_DEPTH */
        {{3, 3, 2, 1}, 5, 6, 14, VECTOR / 2, 16},   /* phases of the gradient to x side by side */
        {{5, 5, 4, 0}, 2, 14, 15, 4, 5},            /* a stride that leaves pixels unseen */
        {{2, 2, 3, 0}, 2, 9, 8, 4, 5},
        {{20, 1, 1, 0}, 1, 21, 9, 2, 3}, /* more window rows than one run table holds */
        {{3, 3, 1, 1}, 2, 3, TILE_ROWS + 1, TILE_DEPTH + 40, 61}, /* many channels: tap by tap */
        {{3, 3, 3, 1}, 11, 9, 3 * TILE_ROWS + 3, 64, 61},         /* two groups of images */
        {{5, 5, 2, 2}, 2, 5, 2 * TILE_ROWS + 1, 70, 40},
        {{4, 4, 1, 3}, 3, 1, TILE_ROWS - 2, 64, 33}, /* taps that see nothing */
        {{3, 3, 9, 1}, 3, 2, 5, 64, 61},             /* a stride longer than a row */
    };
    Stream random = stream_of(2, 0, 0);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        Case c;
        make_case(&c, &random, cases[i].window, cases[i].n, cases[i].h, cases[i].w, cases[i].c, cases[i].k,
                  (int)i % 8);
        check(&c, CONV_DIRECT, CONV_DIRECT);
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
    cr_assert(cpu_conv(&(Convolution){.window = {3, 3, 1, 1}, .x = &x, .weight = &x, .y = &y}));
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
    cr_assert(cpu_conv(&(Convolution){.window = {1, 1, 2, 0}, .x = &x, .weight = &weight, .y = &y}));
    for (int i = 0; i < 4; i++)
        cr_expect(eq(flt, y_data[i], right[i]), "pixel %d", i);
}

/* Images smaller than a tile, channels that fill no vector, tiles that hang over the edge. */
Test(conv, winograd_on_random_shapes)
{
    Stream random = stream_of(4, 0, 0);
    for (int i = 0; i < 60; i++) {
        int pad = i % 3, least = 3 - 2 * pad > 1 ? 3 - 2 * pad : 1;
        int64_t h = least + stream_below(&random, 11), w = least + stream_below(&random, 11);
        Case c;
        make_case(&c, &random, (Window){3, 3, 1, pad}, 1 + stream_below(&random, 3), h, w,
                  1 + stream_below(&random, 70), 1 + stream_below(&random, 70), i % 8);
        check(&c, CONV_WINOGRAD_2, CONV_WINOGRAD_4);
        free_case(&c);
    }
}

/* More tiles than a block, more channels than a sum, weights that are transformed when they are needed. */
Test(conv, winograd_around_every_block)
{
    static const int cases[][5] = {
        {2, 30, 31, 17, 18},  {1, 6, 5, TILE_DEPTH + 3, 80}, {1, 5, 9, 80, TILE_DEPTH + 3},
        {1, 13, 13, 48, 192},                      /* a panel and a half */
        {1, 130, 66, 4, 3},   {1, 6, 5, 270, 301}, /* sums in slices */
    };
    Stream random = stream_of(5, 0, 0);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        Case c;
        make_case(&c, &random, (Window){3, 3, 1, 1}, cases[i][0], cases[i][1], cases[i][2], cases[i][3],
                  cases[i][4], 7);
        check(&c, CONV_WINOGRAD_2, CONV_WINOGRAD_4);
        free_case(&c);
    }
}

static void fill_normal(Stream *random, View *view, float scale, bool relu)
{
    float *values = view_data(view);
    for (int64_t i = 0; i < view_count(view); i++) {
        float sum = -6;
        for (int j = 0; j < 12; j++)
            sum += stream_uniform(random, 0, 1);
        values[i] = relu && sum < 0 ? 0 : scale * sum;
    }
}

/* What kernels.h promises: errors on layers of a ResNet, as parts of the largest number. */
Test(conv, winograd_is_as_exact_as_promised)
{
    static const int layers[][2] = {{28, 64}, {14, 96}, {13, 64}, {7, 256}};
    static const double promised[] = {[CONV_WINOGRAD_2] = 1e-5, [CONV_WINOGRAD_4] = 5e-5};
    Stream random = stream_of(6, 0, 0);
    for (size_t i = 0; i < sizeof(layers) / sizeof(layers[0]); i++) {
        int size = layers[i][0], channels = layers[i][1];
        Case c;
        make_case(&c, &random, (Window){3, 3, 1, 1}, 1, size, size, channels, 64, 0);
        fill_normal(&random, &c.x, 1, true);
        fill_normal(&random, &c.weight, sqrtf(2.0f / (float)(9 * channels)), false);
        fill_normal(&random, &c.dy, 1, false);
        int64_t most = view_count(&c.x) + view_count(&c.weight) + view_count(&c.dy);
        double *right = malloc((size_t)most * sizeof(double));
        float *got = malloc((size_t)most * sizeof(float));
        cr_assert(right && got);
        for (int p = 0; p < PASSES; p++) {
            Convolution how = c.how;
            passes[p].judge(&how, right, NULL);
            View out = **result_of(&passes[p], &how);
            out.memory = got;
            *result_of(&passes[p], &how) = &out;
            for (int method = CONV_WINOGRAD_2; method <= CONV_WINOGRAD_4; method++) {
                how.method = (ConvMethod)method;
                cr_assert(passes[p].kernel(&how));
                double worst = 0;
                for (int64_t j = 0; j < view_count(&out); j++)
                    worst = fmax(worst, fabs(got[j] - right[j]));
                worst /= largest(right, view_count(&out));
                cr_expect(le(dbl, worst, promised[method]), "%s, method %d, %d x %d x %d", passes[p].name,
                          method, size, size, channels);
            }
        }
        free(right), free(got);
        free_case(&c);
    }
}

/* CONV_AUTO is one of the others, fixed by the sizes. */
Test(conv, sizes_choose_the_method)
{
    static const struct {
        Window window;
        int n, size, channels;
        int m[PASSES];
    } cases[] = {
        {{3, 3, 1, 1}, 16, 56, 64, {4, 4, 4}}, {{3, 3, 1, 1}, 16, 7, 512, {4, 4, 4}},
        {{3, 3, 1, 1}, 1, 7, 512, {2, 2, 0}},  {{3, 3, 1, 1}, 64, 28, 3, {0, 0, 0}},
        {{3, 3, 2, 1}, 16, 56, 64, {0, 0, 0}}, {{5, 5, 1, 2}, 16, 56, 64, {0, 0, 0}},
        {{3, 3, 1, 1}, 64, 1, 64, {0, 0, 0}},  {{3, 3, 1, 1}, 64, 2, 64, {0, 0, 2}},
        {{3, 3, 1, 1}, 64, 5, 64, {4, 4, 4}},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const Window *window = &cases[i].window;
        int64_t size = cases[i].size, channels = cases[i].channels;
        int64_t out = (size + 2 * window->pad - window->height) / window->stride + 1;
        View x = {.n_dims = 4, .shape = {cases[i].n, size, size, channels}};
        View y = {.n_dims = 4, .shape = {cases[i].n, out, out, channels}};
        for (int pass = 0; pass < PASSES; pass++) {
            Convolution how = {.window = *window, .x = &x, .y = &y};
            cr_expect(eq(int, conv_winograd(&how, (ConvPass)pass), cases[i].m[pass]), "case %d, %s", (int)i,
                      passes[pass].name);
        }
    }
}

/* A skip connection writes over what it adds. */
Test(conv, adds_in_place)
{
    static const Window windows[] = {{3, 3, 1, 1}, {1, 1, 1, 0}};
    Stream random = stream_of(7, 0, 0);
    for (int i = 0; i < 6; i++) {
        Case c;
        make_case(&c, &random, windows[i % 2], 2, 9, 9, 40, 40, 7);
        c.how.method = (ConvMethod)(i % 2 ? CONV_DIRECT : CONV_DIRECT + i / 2);
        cr_assert(cpu_conv(&c.how));
        Convolution again = c.how;
        again.y = &c.add;
        cr_assert(cpu_conv(&again));
        cr_expect(memcmp(c.add.memory, c.dy.memory, (size_t)view_count(&c.dy) * sizeof(float)) == 0);
        free_case(&c);
    }
}

Test(conv, out_of_memory_is_an_error)
{
    Stream random = stream_of(3, 0, 0);
    for (int i = 0; i < 5 * PASSES; i++) {
        const Pass *pass = &passes[i % PASSES];
        Case c; /* a stride of 2, one of the methods, or many channels */
        if (i < 4 * PASSES)
            make_case(&c, &random, (Window){3, 3, i < PASSES ? 2 : 1, 1}, 1, 9, 9, 3, 5, 0);
        else
            make_case(&c, &random, (Window){3, 3, 1, 1}, 1, 2, TILE_ROWS + 1, 64, 64, 0);
        c.how.method = (ConvMethod)(i < PASSES || i >= 4 * PASSES ? CONV_DIRECT : i / PASSES);
        for (int failing = 1;; failing++) {
            pool_trim();
            mem_fail_after(failing);
            bool ok = pass->kernel(&c.how);
            mem_fail_after(0);
            if (ok)
                break;
            cr_expect(eq(int, error_code(), ERR_MEMORY));
            error_clear();
            cr_assert(failing < 100);
        }
        free_case(&c);
    }
}
