/* Winograd's convolution against the definition in double precision. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <stdlib.h>

#include "kernels/cpu.h"
#include "kernels/cpu_tile.h"
#include "tests/support/conv_case.h"

/* Images smaller than a tile, channels that fill no vector, tiles that hang over the edge. */
Test(winograd, on_random_shapes)
{
    Stream random = stream_of(4, 0, 0);
    for (int i = 0; i < 60; i++) {
        int pad = i % 3, least = 3 - 2 * pad > 1 ? 3 - 2 * pad : 1;
        int64_t h = least + stream_below(&random, 11), w = least + stream_below(&random, 11);
        ConvCase c;
        conv_case_new(&c, &random, (Window){3, 3, 1, pad}, 1 + stream_below(&random, 3), h, w,
                      1 + stream_below(&random, 70), 1 + stream_below(&random, 70), i % 8);
        conv_case_check(&c, CONV_WINOGRAD_2, CONV_WINOGRAD_4);
        conv_case_free(&c);
    }
}

/* More tiles than a block, more channels than a sum, weights that are transformed when they are needed. */
Test(winograd, around_every_block)
{
    static const int cases[][5] = {
        {2, 30, 31, 17, 18},  {1, 6, 5, TILE_DEPTH + 3, 80}, {1, 5, 9, 80, TILE_DEPTH + 3},
        {1, 13, 13, 48, 192},                      /* a panel and a half */
        {1, 130, 66, 4, 3},   {1, 6, 5, 270, 301}, /* sums in slices */
    };
    Stream random = stream_of(5, 0, 0);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        ConvCase c;
        conv_case_new(&c, &random, (Window){3, 3, 1, 1}, cases[i][0], cases[i][1], cases[i][2], cases[i][3],
                      cases[i][4], 7);
        conv_case_check(&c, CONV_WINOGRAD_2, CONV_WINOGRAD_4);
        conv_case_free(&c);
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
Test(winograd, is_as_exact_as_promised)
{
    static const int layers[][2] = {{28, 64}, {14, 96}, {13, 64}, {7, 256}};
    static const double promised[] = {[CONV_WINOGRAD_2] = 1e-5, [CONV_WINOGRAD_4] = 5e-5};
    Stream random = stream_of(6, 0, 0);
    for (size_t i = 0; i < sizeof(layers) / sizeof(layers[0]); i++) {
        int size = layers[i][0], channels = layers[i][1];
        ConvCase c;
        conv_case_new(&c, &random, (Window){3, 3, 1, 1}, 1, size, size, channels, 64, 0);
        fill_normal(&random, &c.x, 1, true);
        fill_normal(&random, &c.weight, sqrtf(2.0f / (float)(9 * channels)), false);
        fill_normal(&random, &c.dy, 1, false);
        int64_t most = view_count(&c.x) + view_count(&c.weight) + view_count(&c.dy);
        double *right = malloc((size_t)most * sizeof(double));
        float *got = malloc((size_t)most * sizeof(float));
        cr_assert(right && got);
        for (int p = 0; p < CONV_CASE_PASSES; p++) {
            Convolution how = c.how;
            conv_case_passes[p].judge(&how, right, NULL);
            View out = **conv_case_result(&conv_case_passes[p], &how);
            out.memory = got;
            *conv_case_result(&conv_case_passes[p], &how) = &out;
            for (int method = CONV_WINOGRAD_2; method <= CONV_WINOGRAD_4; method++) {
                how.method = (ConvMethod)method;
                cr_assert(conv_case_passes[p].kernel(&how));
                double worst = 0;
                for (int64_t j = 0; j < view_count(&out); j++)
                    worst = fmax(worst, fabs(got[j] - right[j]));
                worst /= conv_case_largest(right, view_count(&out));
                cr_expect(le(dbl, worst, promised[method]), "%s, method %d, %d x %d x %d",
                          conv_case_passes[p].name, method, size, size, channels);
            }
        }
        free(right), free(got);
        conv_case_free(&c);
    }
}
