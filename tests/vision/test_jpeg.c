/* The steps of decoding a JPEG against their definitions. That they round as libjpeg does is told by the
 * files of test_decode.c. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/random.h"
#include "vision/jpeg.h"

static double random_up_to(Random *random, double most)
{
    return most * random_u32(random) / 4294967296.0;
}

static double clamped(double x)
{
    return x < 0 ? 0 : x > 255 ? 255 : x;
}

/* The sum of 64 waves, as the standard writes it. */
static double wave_sum(const int16_t *frequencies, int x, int y)
{
    double sum = 0;
    for (int v = 0; v < 8; v++)
        for (int u = 0; u < 8; u++)
            sum += frequencies[8 * v + u] * (u ? 1 : sqrt(0.5)) * (v ? 1 : sqrt(0.5)) *
                   cos((2 * x + 1) * u * M_PI / 16) * cos((2 * y + 1) * v * M_PI / 16);
    return clamped(sum / 4 + 128);
}

Test(jpeg, idct_is_a_sum_of_waves)
{
    Random random;
    random_init(&random, 17);
    double bias = 0;
    int n = 0;
    for (int block = 0; block < 60; block++) {
        int16_t frequencies[64];
        uint8_t pixels[8 * 11];
        memset(pixels, 99, sizeof pixels);
        for (int i = 0; i < 64; i++) /* from flat to more than any picture holds */
            frequencies[i] =
                (int16_t)((random_up_to(&random, 30 * block) - 15 * block) / (1 + i % 8 + i / 8));
        jpeg_idct(pixels, 11, frequencies);
        for (int y = 0; y < 8; y++)
            for (int x = 0; x < 11; x++) {
                double off = x < 8 ? pixels[11 * y + x] - wave_sum(frequencies, x, y) : 0;
                cr_assert(fabs(off) < 0.6, "block %d, (%d, %d): off by %g", block, x, y, off);
                cr_assert(x < 8 || y == 7 || pixels[11 * y + x] == 99, "writes beside its block");
                bias += off;
                n++;
            }
    }
    cr_expect(fabs(bias / n) < 0.01, "%g too bright", bias / n);
    for (int sign = -1; sign <= 1; sign += 2) { /* a file made to do harm */
        int16_t frequencies[64];
        uint8_t pixels[64];
        for (int i = 0; i < 64; i++)
            frequencies[i] = sign < 0 ? INT16_MIN : INT16_MAX;
        jpeg_idct(pixels, 8, frequencies);
    }
}

/* A plane's value at a place of the picture: along each axis that is halved three parts of the nearer, one of
 * the next. */
static double spread(const uint8_t *values, int stride, int rows, int n, int down, int across, int y, int x)
{
    double sum = 0;
    for (int far_y = 0; far_y < 2; far_y++)
        for (int far_x = 0; far_x < 2; far_x++) {
            int row = y / down + (down == 2 && far_y ? (y % 2 ? 1 : -1) : 0);
            int i = x / across + (across == 2 && far_x ? (x % 2 ? 1 : -1) : 0);
            row = row < 0 ? 0 : row >= rows ? rows - 1 : row;
            i = i < 0 ? 0 : i >= n ? n - 1 : i;
            sum += values[row * stride + i] * (far_y ? 0.25 : 0.75) * (far_x ? 0.25 : 0.75);
        }
    return sum;
}

/* Every way to make planes coarse, sizes that fill them and sizes that do not. */
Test(jpeg, coarse_planes_are_spread)
{
    enum { SIDE = 24 };
    Random random;
    random_init(&random, 5);
    uint8_t values[3][SIDE * SIDE], pixels[3 * SIDE * SIDE];
    for (int i = 0; i < 3 * SIDE * SIDE; i++)
        values[i / (SIDE * SIDE)][i % (SIDE * SIDE)] = (uint8_t)random_up_to(&random, 256);
    for (int kind = 0; kind < 12; kind++)
        for (int size = 0; size < 12; size++) {
            int across = 1 + kind % 4, down = 1 + kind / 4, width = 5 + size, height = 1 + (7 * size) % 19;
            const JpegPlane planes[3] = {
                {values[0], SIDE, 1, 1}, {values[1], SIDE, across, down}, {values[2], SIDE, across, down}};
            cr_assert(jpeg_join(planes, JPEG_RGB, width, height, pixels));
            for (int i = 0; i < width * height; i++)
                for (int c = 0; c < 3; c++) {
                    int y = i / width, x = i % width, columns = (width + across - 1) / across;
                    bool mixed = across <= 2 && down <= 2; /* else values are repeated */
                    double wanted = c == 0  ? values[0][y * SIDE + x]
                                    : mixed ? spread(values[c], SIDE, (height + down - 1) / down, columns,
                                                     down, across, y, x)
                                            : values[c][y / down * SIDE + x / across];
                    cr_assert(fabs(pixels[3 * i + c] - wanted) < 0.8,
                              "%d x %d of %d x %d: (%d, %d) is %d, not %g", across, down, width, height, x, y,
                              pixels[3 * i + c], wanted);
                }
        }
}

/* Every brightness of 2,704 hues. */
Test(jpeg, colours_become_rgb)
{
    enum { N = 256 };
    uint8_t y[N], blue[N], red[N], rgb[3 * N];
    const JpegPlane planes[3] = {{y, N, 1, 1}, {blue, N, 1, 1}, {red, N, 1, 1}};
    for (int i = 0; i < N; i++)
        y[i] = (uint8_t)i;
    for (int b = 0; b < N; b += 5)
        for (int r = 0; r < N; r += 5) {
            memset(blue, b, N);
            memset(red, r, N);
            cr_assert(jpeg_join(planes, JPEG_YCC, N, 1, rgb));
            for (int i = 0; i < N; i++) {
                double wanted[3] = {i + 1.402 * (r - 128), i - 0.344136 * (b - 128) - 0.714136 * (r - 128),
                                    i + 1.772 * (b - 128)};
                for (int c = 0; c < 3; c++)
                    cr_assert(fabs(rgb[3 * i + c] - clamped(wanted[c])) < 0.51);
            }
        }
}

Test(jpeg, survives_no_memory)
{
    const uint8_t one = 7;
    uint8_t pixel[3] = {0};
    const JpegPlane planes[3] = {{&one, 1, 1, 1}, {&one, 1, 1, 1}, {&one, 1, 1, 1}};
    mem_fail_after(1);
    cr_expect_not(jpeg_join(planes, JPEG_RGB, 1, 1, pixel));
    cr_expect(error_code() == ERR_MEMORY);
    error_clear();
    mem_fail_after(0);
    cr_expect(jpeg_join(planes, JPEG_RGB, 1, 1, pixel) && pixel[2] == 7);
}
