/* A convolution as one product of matrices, and how long the same sums take in three ways. */
#include "convolution.h"

/* What a size x size kernel sees at each place, as a row: (1, h, w, c) -> (h2 * w2, size * size * c). The
 * picture is shifted by every place of the kernel, and the shifted pictures are laid side by side. */
static Tensor *im2col(Tensor *x, int size)
{
    enum { MOST = 7 * 7 };
    Tensor *shifted[MOST];
    if (!x)
        return NULL;
    int64_t height = x->shape[1] - size + 1, width = x->shape[2] - size + 1;
    for (int i = 0; i < size * size; i++) {
        Tensor *rows = tensor_slice(x, 1, i / size, i / size + height);
        shifted[i] = tensor_slice(rows, 2, i % size, i % size + width);
    }
    return tensor_reshape(tensor_cat(shifted, size * size, 3), SHAPE(-1, size * size * x->shape[3]));
}

/* (k, kh, kw, c) -> (k, kh * kw * c): a row for each kernel. */
static Tensor *kernel_rows(Tensor *weights)
{
    return tensor_flatten(weights, 1);
}

static void four_edges(void)
{
    Tensor *rows = im2col(digit_tensor(), 3), *kernels = kernel_rows(edge_weights());
    Tensor *product = tensor_matmul(rows, tensor_transpose(kernels));
    Tensor *map = tensor_conv(digit_tensor(), edge_weights(), NULL, (Conv){0});
    puts("\n--- Unrolled: 676 places, the 9 pixels of each as a row\n");
    printf("pixels (%s) x kernels (%s) -> (%s)\n", shape_text(tensor_shape(rows)),
           shape_text(tensor_shape(tensor_transpose(kernels))), shape_text(tensor_shape(product)));
    enum { PLACE = (5 - 1) * 26 + (7 - 1) }; /* the kernel's middle on row 5, column 7 */
    printf("row %d:", PLACE);
    for (int i = 0; i < 9 && error_ok(); i++)
        printf(" %g", tensor_at(rows, PLACE, i));
    printf(" -> %g\n", tensor_at(product, PLACE, 0));
    check_that("the product is the convolution",
               tensor_equal(product, tensor_reshape(map, SHAPE(-1, EDGES))));
    check_near("row of (5, 7)", tensor_at(product, PLACE, 0), 762, 0);
}

/* --- How long it takes ---------------------------------------------------------------------------------- */

enum { GRID = 30, OUT_GRID = GRID - 2, IN = 32, OUT = 64 }; /* a layer in the middle of a net */

/* The definition, six loops deep. */
static void loops(const float *x, const float *weights, float *y)
{
    for (int row = 0; row < OUT_GRID; row++)
        for (int column = 0; column < OUT_GRID; column++)
            for (int k = 0; k < OUT; k++) {
                float sum = 0;
                for (int dy = 0; dy < 3; dy++)
                    for (int dx = 0; dx < 3; dx++)
                        for (int c = 0; c < IN; c++)
                            sum += x[((row + dy) * GRID + column + dx) * IN + c] *
                                   weights[((k * 3 + dy) * 3 + dx) * IN + c];
                y[(row * OUT_GRID + column) * OUT + k] = sum;
            }
}

static Tensor *by_loops(Tensor *x, Tensor *weights)
{
    static float in[GRID * GRID * IN], kernels[OUT * 9 * IN], out[OUT_GRID * OUT_GRID * OUT];
    if (!tensor_read(x, in) || !tensor_read(weights, kernels))
        return NULL;
    loops(in, kernels, out);
    return tensor_from(SHAPE(1, OUT_GRID, OUT_GRID, OUT), out, OUT_GRID * OUT_GRID * OUT);
}

static Tensor *by_product(Tensor *x, Tensor *weights)
{
    Tensor *rows = tensor_linear(im2col(x, 3), kernel_rows(weights), NULL);
    return tensor_reshape(rows, SHAPE(1, OUT_GRID, OUT_GRID, OUT));
}

static Tensor *by_library(Tensor *x, Tensor *weights)
{
    return tensor_conv(x, weights, NULL, (Conv){.method = CONV_DIRECT});
}

/* Prints and returns the shortest of several tries: the others waited for something. */
static double time_of(const char *how, Tensor *(*compute)(Tensor *, Tensor *), Tensor *x, Tensor *weights)
{
    enum { TRIES = 5 };
    double best = INFINITY, operations = 2.0 * OUT_GRID * OUT_GRID * OUT * 9 * IN;
    for (int i = 0; i < TRIES; i++) {
        Scope scope = scope_begin();
        double start = clock_seconds();
        compute(x, weights);
        best = fmin(best, clock_seconds() - start);
        scope_end(scope);
    }
    printf("%-38s %8.2f ms %8.1f GFLOP/s\n", how, 1e3 * best, 1e-9 * operations / best);
    return best;
}

static void race(void)
{
    random_seed(13);
    Tensor *x = tensor_randn(SHAPE(1, GRID, GRID, IN)), *weights = tensor_randn(SHAPE(OUT, 3, 3, IN));
    printf("\n--- %d x %d places, %d channels to %d: three ways to the same numbers\n\n", OUT_GRID, OUT_GRID,
           IN, OUT);
    double plain = time_of("six loops", by_loops, x, weights);
    double product = time_of("unrolled, one matrix product", by_product, x, weights);
    double library = time_of("tensor_conv, unrolled piece by piece", by_library, x, weights);
    printf("the picture: %.1f MB, unrolled: %.1f MB\n", 4e-6 * GRID * GRID * IN,
           4e-6 * OUT_GRID * OUT_GRID * 9 * IN);

    Tensor *judge = by_loops(x, weights);
    check_that("the product has the loops' numbers",
               tensor_all_close(by_product(x, weights), judge, 1e-4, 1e-3));
    check_that("so has tensor_conv", tensor_all_close(by_library(x, weights), judge, 1e-4, 1e-3));
    check_that("a matrix product is faster than loops", product < plain && library < plain);
}

void unroll(void)
{
    four_edges();
    race();
}
