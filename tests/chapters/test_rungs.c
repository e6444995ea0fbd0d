/* Chapter 15's rungs against the definition in double precision, one by one, with one thread and with three.
 * A chapter's files link into its program only, so they are included here as they are. */
#include "chapters/15_speed/convolutions.c"
#include "chapters/15_speed/rungs.c"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "base/memory.h"
#include "tests/reference/reference_conv.h"
#include "tests/reference/reference_gemm.h"

static float *numbers(int64_t n, uint64_t seed)
{
    Stream random = stream_of(seed, 0, 0);
    float *values = mem_alloc((size_t)n * sizeof *values);
    cr_assert(values != NULL);
    for (int64_t i = 0; i < n; i++)
        values[i] = stream_uniform(&random, -1, 1);
    return values;
}

/* Every number within what n roundings of its terms allow. */
static void expect_sums(const char *name, const float *got, const double *right, const double *size,
                        int64_t count, int terms)
{
    for (int64_t i = 0; i < count; i++)
        cr_assert(fabs(got[i] - right[i]) <= terms * 6e-8 * size[i],
                  "%s: number %" PRId64 " is %.9g, not %.9g", name, i, (double)got[i], right[i]);
}

static void expect_products(int n)
{
    const int64_t size = (int64_t)n * n;
    float *a = numbers(size, 1), *b = numbers(size, 2), *c = numbers(size, 3), *again = numbers(size, 4);
    double *right = mem_alloc((size_t)size * sizeof *right), *sums = mem_alloc((size_t)size * sizeof *sums);
    cr_assert(right != NULL && sums != NULL);
    View of_a = {.memory = a, .n_dims = 2, .shape = {n, n}, .stride = {n, 1}}, of_b = of_a, of_c = of_a;
    of_b.memory = b, of_c.memory = c;
    reference_gemm(&(Gemm){.a = &of_a, .b = &of_b, .c = &of_c}, right, sums);
    for (int i = 0; i <= STEPS; i++) {
        Product *multiply = i < STEPS ? steps[i].multiply : product_of_library;
        const char *name = i < STEPS ? steps[i].name : "the library";
        threads_set(1);
        multiply(n, a, b, c);
        expect_sums(name, c, right, sums, size, n);
        threads_set(3);
        multiply(n, a, b, again);
        cr_expect(memcmp(c, again, (size_t)size * sizeof *c) == 0, "%s: other bits with three threads", name);
    }
    mem_free(a), mem_free(b), mem_free(c), mem_free(again), mem_free(right), mem_free(sums);
}

Test(rungs, of_products)
{
    expect_products(SIDE_STEP);
    expect_products(3 * SIDE_STEP);
}

Test(rungs, of_convolutions)
{
    static const struct {
        const char *name;
        void (*run)(void *layer);
        double more; /* times the rounding of plain sums */
    } ways[] = {{"as defined", convolution_as_defined, 1},
                {"by patches", convolution_by_patches, 1},
                {"direct", convolution_direct, 1},
                {"F(2x2, 3x3)", convolution_winograd_2, 4},
                {"F(4x4, 3x3)", convolution_winograd_4, 16}};
    enum { N = 2, SIZE = 11, FROM = 5, TO = 18, PIXELS = N * SIZE * SIZE };
    Layer l = {.n = N, .size = SIZE, .from = FROM, .to = TO};
    float *x = numbers(PIXELS * FROM, 1), *weight = numbers(TO * 9 * FROM, 2);
    l.x = x, l.weight = weight, l.y = numbers(PIXELS * TO, 3), l.patches = numbers(PIXELS * 9 * FROM, 4);
    View of_x = images(x, N, SIZE, SIZE, FROM), of_weight = images(weight, TO, 3, 3, FROM),
         of_y = images(l.y, N, SIZE, SIZE, TO);
    static double right[PIXELS * TO], sums[PIXELS * TO];
    reference_conv(&(Convolution){.window = {.height = 3, .width = 3, .stride = 1, .pad = 1},
                                  .x = &of_x,
                                  .weight = &of_weight,
                                  .y = &of_y},
                   right, sums);
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        memset(l.y, 0, sizeof(float) * PIXELS * TO);
        ways[i].run(&l);
        expect_sums(ways[i].name, l.y, right, sums, PIXELS * TO, (int)(ways[i].more * 9 * FROM));
    }
    mem_free(x), mem_free(weight), mem_free(l.y), mem_free(l.patches);
}
