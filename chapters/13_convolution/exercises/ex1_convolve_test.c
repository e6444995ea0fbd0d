/* The tests of exercise 13.1. */
#include "ex1_convolve.h"

#include "lib.h"

#include <criterion/criterion.h>

/* Around (5, 7) of the three of the lesson, and the kernel that finds top edges. */
static const float patch[9] = {0, 0, 0, 142, 155, 246, 254, 254, 254};
static const float top_edge[9] = {-1, -1, -1, 0, 0, 0, 1, 1, 1};
static const float ones[25] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};

Test(convolve, one_place)
{
    float out[1] = {NAN};
    int64_t n = convolve(patch, 3, 3, top_edge, 3, 1, 0, out);
    cr_assert(n == 1, "a 3 x 3 kernel has one place on a 3 x 3 picture, not %d", (int)n);
    cr_assert(out[0] == 762,
              "254 + 254 + 254 - 0 - 0 - 0 = 762, and you have %g. (-762 would be the kernel "
              "upside down: nets do not flip it)",
              (double)out[0]);
}

Test(convolve, weights_stay_in_their_place)
{
    const float kernel[4] = {1, 10, 100, 1000}, picture[6] = {1, 2, 3, 4, 5, 6};
    float out[2] = {NAN, NAN};
    int64_t n = convolve(picture, 2, 3, kernel, 2, 1, 0, out);
    cr_assert(n == 2, "2 rows and 3 columns have 1 x 2 places for a 2 x 2 kernel, not %d", (int)n);
    cr_assert(out[0] == 5421 && out[1] == 6532,
              "1*1 + 10*2 + 100*4 + 1000*5 = 5421, and one to the right 6532; you have %g and %g",
              (double)out[0], (double)out[1]);
}

Test(convolve, padding_is_zeros)
{
    static const float expected[9] = {4, 6, 4, 6, 9, 6, 4, 6, 4};
    float out[9] = {NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN};
    int64_t n = convolve(ones, 3, 3, ones, 3, 1, 1, out);
    cr_assert(n == 9, "with pad 1 a 3 x 3 kernel has as many places as the picture has pixels: 9, not %d",
              (int)n);
    for (int i = 0; i < 9; i++)
        cr_assert(
            out[i] == expected[i],
            "all pixels and weights are 1, so the sum counts the pixels under the kernel: %g at row %d, "
            "column %d, not %g",
            (double)expected[i], i / 3, i % 3, (double)out[i]);
}

Test(convolve, stride_skips)
{
    float picture[16], out[16] = {NAN, NAN, NAN, NAN}; /* room for wrong answers, too */
    for (int i = 0; i < 16; i++)
        picture[i] = (float)i;
    int64_t n = convolve(picture, 4, 4, ones, 1, 2, 0, out);
    cr_assert(n == 4, "every other of 4 rows and columns: 2 x 2 places, not %d", (int)n);
    cr_assert(
        out[0] == 0 && out[1] == 2 && out[2] == 8 && out[3] == 10,
        "a kernel of a single 1 copies: 0 2, 8 10 are the pixels at every other row and column; you have "
        "%g %g, %g %g",
        (double)out[0], (double)out[1], (double)out[2], (double)out[3]);
}

Test(convolve, rounds_down)
{
    float picture[36] = {0}, out[36];
    int64_t n = convolve(picture, 6, 6, ones, 3, 2, 0, out);
    cr_assert(n == 4,
              "6 pixels, kernel 3, stride 2: the kernel begins at 0 and at 2, and at 4 it would hang "
              "over the edge: 2 x 2 places, not %d",
              (int)n);
}

Test(convolve, does_not_fit)
{
    float out[1] = {7};
    cr_assert(convolve(patch, 3, 3, ones, 5, 1, 0, out) == 0 && out[0] == 7,
              "a 5 x 5 kernel has no place on a 3 x 3 picture: 0, and out stays as it is");
    cr_assert(convolve(patch, 3, 3, ones, 4, 2, 0, out) == 0 && out[0] == 7,
              "nor has a 4 x 4 kernel, also with stride 2. In C, (3 - 4) / 2 is 0 and not below it: compare "
              "sizes before you divide");
    cr_assert(convolve(patch, 2, 3, ones, 3, 2, 0, out) == 0 && out[0] == 7,
              "3 columns are enough for a 3 x 3 kernel, and 2 rows are not: 0, and out stays as it is");
    cr_assert(
        convolve(patch, 1, 1, ones, 4, 1, 1, out) == 0 && out[0] == 7,
        "a pixel with one of padding on each side is 3 wide, too small for a 4 x 4 kernel: 0, and out stays "
        "as it is");
    cr_assert(convolve(patch, 3, 2, ones, 3, 2, 0, out) == 0 && out[0] == 7,
              "3 rows are enough for a 3 x 3 kernel, and 2 columns are not: 0, and out stays as it is");
    cr_assert(convolve(patch, 3, 3, top_edge, 3, 0, 0, out) == 0 && out[0] == 7,
              "with a stride of 0 the kernel would never arrive: 0, and out stays as it is");
}

Test(convolve, as_the_library_has_it)
{
    enum { H = 7, W = 9, SIZE = 5, ROWS = 4, COLUMNS = 5 };
    float picture[H * W], kernel[SIZE * SIZE], out[ROWS * COLUMNS];
    random_seed(13);
    random_randn(random_default(), picture, H * W);
    random_randn(random_default(), kernel, SIZE * SIZE);
    int64_t n = convolve(picture, H, W, kernel, SIZE, 2, 2, out);
    cr_assert(n == ROWS * COLUMNS, "7 rows and 9 columns, kernel 5, stride 2, pad 2: 4 x 5 places, not %d",
              (int)n);
    Tensor *map = tensor_conv(tensor_from(SHAPE(1, H, W, 1), picture, H * W),
                              tensor_from(SHAPE(1, SIZE, SIZE, 1), kernel, SIZE * SIZE), NULL,
                              (Conv){.stride = 2, .pad = 2});
    for (int i = 0; i < ROWS * COLUMNS; i++)
        cr_assert(fabs((double)out[i] - tensor_at(map, 0, i / COLUMNS, i % COLUMNS, 0)) < 1e-4,
                  "at row %d, column %d tensor_conv has %g, and you have %g", i / COLUMNS, i % COLUMNS,
                  tensor_at(map, 0, i / COLUMNS, i % COLUMNS, 0), (double)out[i]);
}
