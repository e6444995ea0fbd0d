/* Convolution and its gradients against the definition in double precision. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/pool.h"
#include "base/random.h"
#include "kernels/cpu.h"
#include "kernels/cpu_conv_method.h"
#include "kernels/cpu_tile.h"
#include "tests/support/conv_case.h"

/* A random case for one window, small enough for the naive judge. */
static void check_window(Stream *random, Window window)
{
    int64_t h = 1 + stream_below(random, 9), w = 1 + stream_below(random, 2 * TILE_ROWS + 3);
    if (h < window.height - 2 * window.pad)
        h = window.height - 2 * window.pad;
    if (w < window.width - 2 * window.pad)
        w = window.width - 2 * window.pad;
    int64_t n = 1 + stream_below(random, 3), c = 1 + stream_below(random, 6), k = 1 + stream_below(random, 6);
    ConvCase one;
    conv_case_new(&one, random, window, n, h, w, c, k, (int)stream_below(random, 8));
    conv_case_check(&one, CONV_DIRECT, CONV_DIRECT);
    conv_case_free(&one);
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
        ConvCase c;
        conv_case_new(&c, &random, cases[i].window, cases[i].n, cases[i].h, cases[i].w, cases[i].c,
                      cases[i].k, (int)i % 8);
        conv_case_check(&c, CONV_DIRECT, CONV_DIRECT);
        conv_case_free(&c);
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

/* CONV_AUTO is one of the others, fixed by the sizes. */
Test(conv, sizes_choose_the_method)
{
    static const struct {
        Window window;
        int n, size, channels;
        int m[CONV_CASE_PASSES];
    } cases[] = {
        {{3, 3, 1, 1}, 16, 56, 64, {4, 4, 4}}, {{3, 3, 1, 1}, 16, 7, 512, {4, 4, 4}},
        {{3, 3, 1, 1}, 1, 7, 512, {2, 2, 2}},  {{3, 3, 1, 1}, 64, 28, 3, {0, 0, 0}},
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
        for (int pass = 0; pass < CONV_CASE_PASSES; pass++) {
            Convolution how = {.window = *window, .x = &x, .y = &y};
            cr_expect(eq(int, conv_winograd(&how, (ConvPass)pass), cases[i].m[pass]), "case %d, %s", (int)i,
                      conv_case_passes[pass].name);
        }
    }
}

/* A skip connection writes over what it adds. */
Test(conv, adds_in_place)
{
    static const Window windows[] = {{3, 3, 1, 1}, {1, 1, 1, 0}};
    Stream random = stream_of(7, 0, 0);
    for (int i = 0; i < 6; i++) {
        ConvCase c;
        conv_case_new(&c, &random, windows[i % 2], 2, 9, 9, 40, 40, 7);
        c.how.method = (ConvMethod)(i % 2 ? CONV_DIRECT : CONV_DIRECT + i / 2);
        cr_assert(cpu_conv(&c.how));
        Convolution again = c.how;
        again.y = &c.add;
        cr_assert(cpu_conv(&again));
        cr_expect(memcmp(c.add.memory, c.dy.memory, (size_t)view_count(&c.dy) * sizeof(float)) == 0);
        conv_case_free(&c);
    }
}

Test(conv, out_of_memory_is_an_error)
{
    Stream random = stream_of(3, 0, 0);
    for (int i = 0; i < 5 * CONV_CASE_PASSES; i++) {
        const ConvCasePass *pass = &conv_case_passes[i % CONV_CASE_PASSES];
        ConvCase c; /* a stride of 2, one of the methods, or many channels */
        if (i < 4 * CONV_CASE_PASSES)
            conv_case_new(&c, &random, (Window){3, 3, i < CONV_CASE_PASSES ? 2 : 1, 1}, 1, 9, 9, 3, 5, 0);
        else
            conv_case_new(&c, &random, (Window){3, 3, 1, 1}, 1, 2, TILE_ROWS + 1, 64, 64, 0);
        c.how.method = (ConvMethod)(i < CONV_CASE_PASSES || i >= 4 * CONV_CASE_PASSES ? CONV_DIRECT
                                                                                      : i / CONV_CASE_PASSES);
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
        conv_case_free(&c);
    }
}
