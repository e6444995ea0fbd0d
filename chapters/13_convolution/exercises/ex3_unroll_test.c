/* The tests of exercise 13.3. */
#include "ex3_unroll.h"

#include "lib.h"

#include <criterion/criterion.h>

enum { MOST = 2000 };
static float rows[MOST];

static void unroll_into_noise(const float *x, int height, int width, int channels, int size, int stride,
                              int pad)
{
    for (int i = 0; i < MOST; i++)
        rows[i] = -99;
    unroll(x, height, width, channels, size, stride, pad, rows);
}

static const float count[16] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

Test(unroll, places_and_pixels)
{
    static const float expected[2][4] = {{0, 1, 4, 5}, {1, 2, 5, 6}};
    unroll_into_noise(count, 4, 4, 1, 2, 1, 0);
    for (int i = 0; i < 8; i++)
        cr_assert(rows[i] == expected[i / 4][i % 4],
                  "0 to 15 in a square, kernel 2 x 2: the first row is 0 1 4 5, the second 1 2 5 6; number "
                  "%d of row "
                  "%d is %g",
                  i % 4, i / 4, (double)rows[i]);
    cr_assert(rows[4 * 9 - 1] == 15 && rows[4 * 9] == -99,
              "nine places, the last of which ends with 15, and then "
              "nothing is written: you have %g and behind it %g",
              (double)rows[4 * 9 - 1], (double)rows[4 * 9]);
}

Test(unroll, channels_lie_together)
{
    unroll_into_noise(count, 2, 2, 4, 2, 1, 0);
    for (int i = 0; i < 16; i++)
        cr_assert(rows[i] == (float)i,
                  "2 x 2 pixels of 4 channels, and a kernel that covers them all: the row is the picture as "
                  "it lies in "
                  "memory. Number %d is %g. Which axis changes fastest?",
                  i, (double)rows[i]);
}

Test(unroll, stride)
{
    static const float expected[4] = {0, 2, 8, 10};
    unroll_into_noise(count, 4, 4, 1, 1, 2, 0);
    for (int i = 0; i < 4; i++)
        cr_assert(rows[i] == expected[i], "kernel 1 x 1, stride 2: 0, 2, 8, 10; place %d has %g", i,
                  (double)rows[i]);
    cr_assert(rows[4] == -99,
              "two places down and two across are four rows of one number, and you wrote a fifth");
}

Test(unroll, padding_is_written)
{
    static const float expected[9] = {0, 0, 0, 0, 0, 1, 0, 4, 5};
    unroll_into_noise(count, 4, 4, 1, 3, 1, 1);
    for (int i = 0; i < 9; i++)
        cr_assert(rows[i] == expected[i],
                  "kernel 3 x 3, pad 1: at the first place the upper row and the left column lie outside and "
                  "are 0, "
                  "and the row is 0 0 0  0 0 1  0 4 5. Number %d is %g. (-99 stood there before)",
                  i, (double)rows[i]);
    cr_assert(rows[9 * 9 - 1] == -99 || rows[9 * 16 - 1] == 0,
              "the last place's last number is outside: 0, not %g", (double)rows[9 * 16 - 1]);
}

Test(unroll, the_product)
{
    enum { H = 8, W = 5, C = 2, SIZE = 3, K = 4, PLACES = 4 * 3 };
    float x[H * W * C], weights[K * SIZE * SIZE * C];
    random_seed(3);
    random_randn(random_default(), x, H * W * C);
    random_randn(random_default(), weights, K * SIZE * SIZE * C);
    unroll_into_noise(x, H, W, C, SIZE, 2, 1);
    Tensor *kernels = tensor_from(SHAPE(K, SIZE, SIZE, C), weights, K * SIZE * SIZE * C);
    Tensor *product =
        tensor_linear(tensor_from(SHAPE(PLACES, SIZE * SIZE * C), rows, PLACES * SIZE * SIZE * C),
                      tensor_flatten(kernels, 1), NULL);
    Tensor *map = tensor_conv(tensor_from(SHAPE(1, H, W, C), x, H * W * C), kernels, NULL,
                              (Conv){.stride = 2, .pad = 1});
    for (int i = 0; i < PLACES; i++)
        for (int k = 0; k < K; k++)
            cr_assert(fabs(tensor_at(product, i, k) - tensor_at(map, 0, i / 3, i % 3, k)) < 1e-4,
                      "8 x 5 pixels, 2 channels, 4 kernels, stride 2, pad 1: the product has %g at place %d "
                      "of kernel "
                      "%d, and the convolution %g",
                      tensor_at(product, i, k), i, k, tensor_at(map, 0, i / 3, i % 3, k));
}
