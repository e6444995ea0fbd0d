/* Five ways to compute the same convolution. */
#include "convolutions.h"

/* --- 1. The definition ---------------------------------------------------------------------------------- */

/* The sum under a window whose middle is pixel (row, col), for one channel of the result. */
static float window_sum(const Layer *l, const float *image, int row, int col, const float *weight)
{
    float sum = 0;
    for (int r = 0; r < 3; r++)
        for (int s = 0; s < 3; s++) {
            int y = row + r - 1, x = col + s - 1;
            if (y < 0 || y >= l->size || x < 0 || x >= l->size)
                continue; /* a zero of the border */
            for (int c = 0; c < l->from; c++)
                sum += image[(y * l->size + x) * l->from + c] * weight[(r * 3 + s) * l->from + c];
        }
    return sum;
}

void convolution_as_defined(void *layer)
{
    const Layer *l = layer;
    const int pixels = l->size * l->size;
    for (int i = 0; i < l->n; i++)
        for (int p = 0; p < pixels; p++)
            for (int k = 0; k < l->to; k++)
                l->y[(i * pixels + p) * l->to + k] = window_sum(l, l->x + i * pixels * l->from, p / l->size,
                                                                p % l->size, l->weight + k * 9 * l->from);
}

/* --- 2. Patches: im2col --------------------------------------------------------------------------------- */

/* A row of patches holds the 9 * from numbers that one window sees. */
static void write_patch(const Layer *l, const float *image, int row, int col, float *patch)
{
    for (int r = 0; r < 3; r++)
        for (int s = 0; s < 3; s++, patch += l->from) {
            int y = row + r - 1, x = col + s - 1;
            bool outside = y < 0 || y >= l->size || x < 0 || x >= l->size;
            if (outside)
                memset(patch, 0, sizeof *patch * (size_t)l->from);
            else
                memcpy(patch, image + (y * l->size + x) * l->from, sizeof *patch * (size_t)l->from);
        }
}

/* y = patches x weight^T: (pixels, 9 from) x (9 from, to). */
void convolution_by_patches(void *layer)
{
    const Layer *l = layer;
    const int pixels = l->size * l->size, depth = 9 * l->from;
    for (int i = 0; i < l->n; i++)
        for (int p = 0; p < pixels; p++)
            write_patch(l, l->x + i * pixels * l->from, p / l->size, p % l->size,
                        l->patches + (int64_t)(i * pixels + p) * depth);

    View a = {.memory = l->patches, .n_dims = 2, .shape = {l->n * pixels, depth}, .stride = {depth, 1}};
    View b = {.memory = (void *)l->weight, .n_dims = 2, .shape = {depth, l->to}, .stride = {1, depth}};
    View c = {.memory = l->y, .n_dims = 2, .shape = {l->n * pixels, l->to}, .stride = {l->to, 1}};
    kernels_cpu.gemm(&(Gemm){.a = &a, .b = &b, .c = &c});
}

/* --- 3. and 4. What the library does: no patches in memory, and fewer multiplications ---------------------
 */

static View images(const float *numbers, int n, int h, int w, int c)
{
    return (View){.memory = (void *)numbers,
                  .n_dims = 4,
                  .shape = {n, h, w, c},
                  .stride = {(int64_t)h * w * c, (int64_t)w * c, c, 1}};
}

static void library(const Layer *l, ConvMethod method)
{
    View x = images(l->x, l->n, l->size, l->size, l->from), y = images(l->y, l->n, l->size, l->size, l->to);
    View weight = images(l->weight, l->to, 3, 3, l->from);
    kernels_cpu.conv(&(Convolution){.window = {.height = 3, .width = 3, .stride = 1, .pad = 1},
                                    .method = method,
                                    .x = &x,
                                    .weight = &weight,
                                    .y = &y});
}

void convolution_direct(void *layer)
{
    library(layer, CONV_DIRECT);
}

void convolution_winograd_2(void *layer)
{
    library(layer, CONV_WINOGRAD_2);
}

void convolution_winograd_4(void *layer)
{
    library(layer, CONV_WINOGRAD_4);
}
