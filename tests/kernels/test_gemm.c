/* The matrix product against three loops in double precision: shapes around every block size, every order of
 * the operands, views with gaps, and all that may happen to the result on its way to memory. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/error.h"
#include "base/pool.h"
#include "base/random.h"
#include "base/threads.h"
#include "kernels/cpu.h"
#include "kernels/cpu_tile.h"
#include "tests/reference/reference_gemm.h"

/* How the operands of one product lie. */
typedef struct Layout {
    bool a_by_rows, b_by_rows;
    int gap;                          /* floats between lines, and before the first element */
    bool accumulate, add, bias, relu; /* accumulate: add c itself */
} Layout;

/* A matrix of random numbers with NaN in all its gaps: whoever uses one of them is found out. */
static View matrix(Stream *random, int64_t rows, int64_t cols, bool by_rows, int gap)
{
    int64_t line = by_rows ? cols : rows, lines = by_rows ? rows : cols, step = line + gap;
    float *memory = pool_take((size_t)(gap + lines * step) * sizeof(float));
    cr_assert(memory != NULL);
    for (int64_t i = 0; i < gap + lines * step; i++)
        memory[i] = NAN;
    for (int64_t i = 0; i < lines; i++)
        for (int64_t j = 0; j < line; j++)
            memory[gap + i * step + j] = stream_uniform(random, -1, 1);
    View view = {.memory = memory, .offset = gap, .n_dims = 2, .shape = {rows, cols}};
    view.stride[by_rows ? 0 : 1] = step;
    view.stride[by_rows ? 1 : 0] = 1;
    return view;
}

static int64_t floats_of(const View *c, int gap)
{
    return gap + c->shape[0] * c->stride[0];
}

/* Every element within the bound that rounding allows, and no gap touched. */
static void expect_near(const Gemm *how, const double *right, const double *size, int gap)
{
    int64_t n = how->c->shape[1], k = how->a->shape[1];
    const float *c = view_data(how->c);
    int wrong = 0;
    for (int64_t i = 0; i < how->c->shape[0]; i++)
        for (int64_t j = 0; j < how->c->stride[0]; j++) {
            float got = c[i * how->c->stride[0] + j];
            if (j >= n)
                wrong += !isnan(got);
            else
                wrong +=
                    !(fabs(got - right[i * n + j]) <= (double)(k + 4) * FLT_EPSILON / 2 * size[i * n + j]);
        }
    for (int i = 0; i < gap; i++)
        wrong += !isnan(((float *)how->c->memory)[i]);
    cr_expect(eq(int, wrong, 0), "(%d, %d) x (%d, %d), a stride %d %d, b stride %d %d, gap %d",
              (int)how->a->shape[0], (int)k, (int)k, (int)n, (int)how->a->stride[0], (int)how->a->stride[1],
              (int)how->b->stride[0], (int)how->b->stride[1], gap);
}

/* One product with one and with two threads: the right numbers, and the same bits. */
static void check(Stream *random, int64_t m, int64_t n, int64_t k, Layout layout)
{
    View a = matrix(random, m, k, layout.a_by_rows, layout.gap),
         b = matrix(random, k, n, layout.b_by_rows, layout.gap);
    View c = matrix(random, m, n, true, layout.gap), bias = matrix(random, 1, n, true, 0), c2 = c,
         add = matrix(random, m, n, true, layout.gap);
    Gemm how = {.a = &a, .b = &b, .c = &c};
    if (layout.add)
        how.add = &add;
    else if (layout.accumulate)
        how.add = &c;
    if (layout.bias)
        how.bias = &bias;
    if (layout.relu)
        how.act = ACT_RELU;
    double *right = malloc((size_t)(2 * m * n) * sizeof(double));
    size_t bytes = (size_t)floats_of(&c, layout.gap) * sizeof(float);
    c2.memory = pool_take(bytes);
    cr_assert(right && c2.memory);
    memcpy(c2.memory, c.memory, bytes);
    reference_gemm(&how, right, right + m * n);

    threads_set(1);
    cr_assert(cpu_gemm(&how));
    expect_near(&how, right, right + m * n, layout.gap);
    threads_set(7);
    how.c = &c2;
    if (how.add == &c)
        how.add = &c2;
    cr_assert(cpu_gemm(&how));
    cr_expect(memcmp(c.memory, c2.memory, bytes) == 0, "(%d, %d, %d): seven threads, other bits", (int)m,
              (int)n, (int)k);

    free(right);
    View *views[] = {&a, &b, &c, &c2, &bias, &add};
    for (int i = 0; i < 6; i++)
        pool_give(views[i]->memory);
}

static Layout layout_of(int bits)
{
    return (Layout){
        .a_by_rows = bits & 1,
        .b_by_rows = bits & 2,
        .accumulate = bits & 4,
        .bias = bits & 8,
        .relu = bits & 16,
        .gap = bits & 32 ? 3 : 0,
        .add = bits & 64,
    };
}

Test(gemm, small_shapes_in_every_order)
{
    static const int sizes[] = {1, 2, 3, 5, 7, 10, TILE_ROWS, VECTOR, TILE_COLS + 1};
    enum { SIZES = sizeof(sizes) / sizeof(sizes[0]) };
    Stream random = stream_of(1, 0, 0);
    for (int m = 0; m < SIZES; m++)
        for (int n = 0; n < SIZES; n++)
            for (int k = 0; k < SIZES; k++)
                for (int bits = 0; bits < 4; bits++)
                    check(&random, sizes[m], sizes[n], sizes[k],
                          layout_of(bits | (int)(stream_u32(&random) & 124)));
}

Test(gemm, shapes_around_every_block)
{
    static const int shapes[][3] = {
        {TILE_ROWS + 1, TILE_COLS + 1, TILE_DEPTH + 1},
        {8 * TILE_ROWS + 1, 8 * TILE_COLS + 1, TILE_DEPTH - 1},
        {16 * TILE_ROWS + 1, TILE_COLS - 1, 2 * TILE_DEPTH + 1},
        {1, 500, 301},
        {500, 1, 301},
        {1, 1, 1000},
        {128, 8 * TILE_COLS, 1},
        {300, 301, 1},
        {37, 1031, 3},
        {211, 13, 97},
        {64, 50, 784},
        {2, 9 * TILE_COLS, 130},
        {21 * TILE_ROWS + 1, 520, 1024},           /* several of each: sets, blocks, parts of sums; pages */
        {TILE_ROWS + 1, 1100, 2 * TILE_DEPTH + 3}, /* few rows, several blocks                            */
        {4200, 400, 17},                           /* more rows of a than are kept packed                 */
    };
    Stream random = stream_of(2, 0, 0);
    for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++)
        for (int bits = 0; bits < 4; bits++)
            check(&random, shapes[i][0], shapes[i][1], shapes[i][2],
                  layout_of(bits | (int)(stream_u32(&random) & 124)));
}

Test(gemm, epilogues_and_gaps_in_every_combination)
{
    Stream random = stream_of(3, 0, 0);
    for (int bits = 0; bits < 128; bits++) {
        check(&random, 45, 2 * TILE_COLS - 3, TILE_DEPTH + 40, layout_of(bits));
        check(&random, 5, 259, 1, layout_of(bits)); /* a column times a row */
    }
}

Test(gemm, random_shapes)
{
    Stream random = stream_of(4, 0, 0);
    for (int i = 0; i < 60; i++) {
        int64_t m = 1 + stream_below(&random, 120), n = 1 + stream_below(&random, 120);
        check(&random, m, n, 1 + stream_below(&random, 200), layout_of((int)(stream_u32(&random) & 127)));
    }
}

Test(gemm, relu_keeps_nan_and_clears_negatives)
{
    float a_data[] = {-1, NAN, 2}, b_data[] = {1}, c_data[3];
    View a = {.memory = a_data, .n_dims = 2, .shape = {3, 1}, .stride = {1, 1}};
    View b = {.memory = b_data, .n_dims = 2, .shape = {1, 1}, .stride = {1, 1}};
    View c = {.memory = c_data, .n_dims = 2, .shape = {3, 1}, .stride = {1, 1}};
    cr_assert(cpu_gemm(&(Gemm){.a = &a, .b = &b, .c = &c, .act = ACT_RELU}));
    cr_expect(c_data[0] == 0 && isnan(c_data[1]) && c_data[2] == 2);
}

Test(gemm, out_of_memory_is_an_error)
{
    Stream random = stream_of(5, 0, 0);
    View a = matrix(&random, 100, 100, true, 0), c = matrix(&random, 100, 100, true, 0);
    pool_trim();
    mem_fail_after(1);
    cr_expect(not(cpu_gemm(&(Gemm){.a = &a, .b = &a, .c = &c})));
    mem_fail_after(0);
    cr_expect(eq(int, error_code(), ERR_MEMORY));
    pool_give(a.memory);
    pool_give(c.memory);
}
