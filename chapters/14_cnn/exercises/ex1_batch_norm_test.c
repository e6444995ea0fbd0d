/* The tests of exercise 14.1. */
#include "ex1_batch_norm.h"

#include "lib.h"

#include <criterion/criterion.h>

/* Two channels: 1 2 3 4 has mean 2.5 and variance 1.25; 10 10 30 30 has 20 and 100. */
enum { N = 4, C = 2 };
static const float x[N * C] = {1, 10, 2, 10, 3, 30, 4, 30}, ones[C] = {1, 1}, zeros[C] = {0, 0};

Test(batch_norm, each_channel_by_itself)
{
    float mean[C] = {0}, var[C] = {1, 1}, y[N * C];
    batch_norm(x, N, C, ones, zeros, mean, var, true, y);
    cr_assert(fabs((double)y[0] - (1 - 2.5) / sqrt(1.25001)) < 1e-4,
              "channel 0 holds 1 2 3 4, mean 2.5, variance 5 / 4: the 1 becomes -1.3416, not %g",
              (double)y[0]);
    cr_assert(fabs((double)y[1] + 1) < 1e-4,
              "channel 1 holds 10 10 30 30, mean 20, variance 100: the first 10 becomes -1, not %g",
              (double)y[1]);
}

Test(batch_norm, gamma_and_beta)
{
    const float gamma[C] = {2, 3}, beta[C] = {5, -7};
    float mean[C] = {0}, var[C] = {1, 1}, y[N * C];
    batch_norm(x, N, C, gamma, beta, mean, var, true, y);
    cr_assert(fabs((double)y[7] - (3 * 1 - 7)) < 1e-4,
              "the last 30 is one deviation above its mean: 3 * 1 - 7 = -4 with gamma 3 and beta -7, not %g",
              (double)y[7]);
}

Test(batch_norm, running_statistics)
{
    float mean[C] = {100, 100}, var[C] = {1, 1}, y[N * C];
    batch_norm(x, N, C, ones, zeros, mean, var, true, y);
    cr_assert(fabs((double)mean[0] - (90 + 0.25)) < 1e-3 && fabs((double)mean[1] - (90 + 2)) < 1e-3,
              "0.9 * 100 + 0.1 * 2.5 = 90.25 and 0.9 * 100 + 0.1 * 20 = 92; you have %g and %g",
              (double)mean[0], (double)mean[1]);
    cr_assert(fabs((double)var[1] - (0.9 + 0.1 * 400 / 3)) < 1e-3,
              "the squared distances of channel 1 sum to 400, and into the running variance goes 400 / (n - "
              "1): 14.2333, "
              "not %g",
              (double)var[1]);
}

Test(batch_norm, in_use)
{
    float mean[C] = {1, 10}, var[C] = {4, 25}, y[N * C];
    batch_norm(x, N, C, ones, zeros, mean, var, false, y);
    cr_assert(
        fabs((double)y[6] - 1.5) < 1e-4 && fabs((double)y[7] - 4) < 1e-4,
        "running means 1 and 10, variances 4 and 25: 4 becomes 1.5 and 30 becomes 4; you have %g and %g",
        (double)y[6], (double)y[7]);
    cr_assert(mean[0] == 1 && mean[1] == 10 && var[0] == 4 && var[1] == 25,
              "in use nothing is learnt: the running numbers stay as they are");
    float alone[C];
    batch_norm(x + 3 * C, 1, C, ones, zeros, mean, var, false, alone);
    cr_assert(alone[0] == y[6] && alone[1] == y[7],
              "in use, a picture's numbers do not depend on the company it is in: %g alone, %g among four",
              (double)alone[0], (double)y[6]);
}

Test(batch_norm, all_the_same)
{
    const float same[3] = {7, 7, 7};
    float mean[1] = {0}, var[1] = {1}, y[3] = {NAN, NAN, NAN};
    batch_norm(same, 3, 1, ones, zeros, mean, var, true, y);
    cr_assert(y[0] == 0,
              "a channel that is 7 for everybody has variance 0, and 1e-5 keeps 0 / 0 away: 0, not %g",
              (double)y[0]);
}

Test(batch_norm, narrow)
{
    const float near[2] = {0.001f, -0.001f};
    float mean[1] = {0}, var[1] = {1}, y[2] = {NAN, NAN};
    batch_norm(near, 2, 1, ones, zeros, mean, var, true, y);
    cr_assert(
        fabs((double)y[0] - 0.001 / sqrt(1.1e-5)) < 1e-4,
        "the variance of .001 and -.001 is 1e-6, and 1e-5 is added to it under the root: .3015, not %g. "
        "(Adam adds its eps to the root)",
        (double)y[0]);
}

Test(batch_norm, as_the_library_has_it)
{
    enum { ROWS = 9, WIDE = 3 };
    float in[ROWS * WIDE], gamma[WIDE] = {1, 2, 3}, beta[WIDE] = {0, 1, -1}, y[ROWS * WIDE];
    float mean[WIDE] = {0}, var[WIDE] = {1, 1, 1};
    random_seed(14);
    random_randn(random_default(), in, ROWS * WIDE);
    Tensor *m = tensor_zeros(SHAPE(WIDE)), *v = tensor_ones(SHAPE(WIDE));
    Tensor *judge = tensor_batch_norm(tensor_from(SHAPE(ROWS, WIDE), in, ROWS * WIDE),
                                      tensor_from(SHAPE(WIDE), gamma, WIDE),
                                      tensor_from(SHAPE(WIDE), beta, WIDE), m, v, (BatchNorm){.train = true});
    batch_norm(in, ROWS, WIDE, gamma, beta, mean, var, true, y);
    for (int i = 0; i < ROWS * WIDE; i++)
        cr_assert(fabs((double)y[i] - tensor_at(judge, i / WIDE, i % WIDE)) < 1e-4,
                  "9 rows, 3 channels: tensor_batch_norm has %g at row %d of channel %d, and you have %g",
                  tensor_at(judge, i / WIDE, i % WIDE), i / WIDE, i % WIDE, (double)y[i]);
    for (int c = 0; c < WIDE; c++)
        cr_assert(fabs((double)var[c] - tensor_at(v, c)) < 1e-5,
                  "the running variance of channel %d is %g there, and %g here", c, tensor_at(v, c),
                  (double)var[c]);
}
