/* Eight ways to multiply two matrices, each a change of a few lines in the one before, and what the library
 * does. All do the same multiplications and additions, n * n * n of each. */
#include "rungs.h"

#include "lib.h"

/* --- 1. The definition ---------------------------------------------------------------------------------- */

/* Element (i, j) is row i of a times column j of b, summed up. */
static void three_loops(int n, const float *a, const float *b, float *c)
{
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++) {
            float sum = 0;
            for (int k = 0; k < n; k++)
                sum += a[i * n + k] * b[k * n + j];
            c[i * n + j] = sum;
        }
}

/* --- 2. Another order of the loops ---------------------------------------------------------------------- */

/* Nothing, but the compiler may not do several turns of the loop at once. */
#define ONE_AT_A_TIME __asm__ volatile("")

/* Row i of c is a sum of rows of b: the loop inside goes along rows, where numbers lie side by side. */
static void along_rows(int n, const float *a, const float *b, float *c)
{
    memset(c, 0, sizeof(float) * (size_t)n * (size_t)n);
    for (int i = 0; i < n; i++)
        for (int k = 0; k < n; k++)
            for (int j = 0; j < n; j++) {
                c[i * n + j] += a[i * n + k] * b[k * n + j];
                ONE_AT_A_TIME;
            }
}

/* --- 3. Many numbers at once ---------------------------------------------------------------------------- */

/* The same lines, and the compiler is free: all sums of a row are independent, so it does 4, 8 or 16 in one
 * instruction. */
static void many_at_once(int n, const float *a, const float *b, float *c)
{
    memset(c, 0, sizeof(float) * (size_t)n * (size_t)n);
    for (int i = 0; i < n; i++)
        for (int k = 0; k < n; k++)
            for (int j = 0; j < n; j++)
                c[i * n + j] += a[i * n + k] * b[k * n + j];
}

/* --- 4. Blocks ------------------------------------------------------------------------------------------ */

/* All rows of c take what BLOCK rows of b give them before the next ones come: these stay in the cache. */
static void in_blocks(int n, const float *a, const float *b, float *c)
{
    enum { BLOCK = SIDE_STEP };
    memset(c, 0, sizeof(float) * (size_t)n * (size_t)n);
    for (int block = 0; block < n; block += BLOCK)
        for (int i = 0; i < n; i++)
            for (int k = block; k < block + BLOCK; k++)
                for (int j = 0; j < n; j++)
                    c[i * n + j] += a[i * n + k] * b[k * n + j];
}

/* --- 5. A tile of c in registers ------------------------------------------------------------------------ */

#if defined(__AVX512F__)
enum { LANES = 16, ROWS = 12 }; /* floats in a register; rows of a tile: 24 of 32 registers hold sums */
#elif defined(__AVX2__)
enum { LANES = 8, ROWS = 6 }; /* 12 of 16 */
#else
enum { LANES = 4, ROWS = 4 }; /* 8 of 16  */
#endif
enum { COLS = 2 * LANES };

/* Sums stay where they are until they are done: FEW x COLS of them at a time, next to nothing is written. */
static void tile_of_sums(int n, const float *a, const float *b, float *c)
{
    enum { FEW = 4 };
    for (int j0 = 0; j0 < n; j0 += COLS)
        for (int i0 = 0; i0 < n; i0 += FEW) {
            float sum[FEW][COLS] = {{0}};
            for (int k = 0; k < n; k++)
                for (int i = 0; i < FEW; i++)
                    for (int j = 0; j < COLS; j++)
                        sum[i][j] += a[(i0 + i) * n + k] * b[k * n + j0 + j];
            for (int i = 0; i < FEW; i++)
                memcpy(c + (i0 + i) * n + j0, sum[i], sizeof sum[i]);
        }
}

/* --- 6. Vectors, said and not hoped for ----------------------------------------------------------------- */

#ifdef __clang__
#define UNROLL _Pragma("clang loop unroll(full)")
#else
#define UNROLL _Pragma("GCC unroll 16")
#endif

typedef float Vector __attribute__((vector_size(LANES * sizeof(float))));
typedef float VectorAt __attribute__((vector_size(LANES * sizeof(float)), aligned(4), may_alias));

/* ROWS x COLS of c. For every k two vectors of b are read, and ROWS numbers of a, each to be multiplied by
 * both: ROWS + 2 reads for 2 * ROWS multiply-adds. Rows of b are b_step floats apart. */
static inline void tile(int n, const float *a, const float *b, int b_step, float *c)
{
    Vector left[ROWS], right[ROWS];
    UNROLL
    for (int i = 0; i < ROWS; i++)
        left[i] = right[i] = (Vector){0};
    for (int k = 0; k < n; k++, b += b_step) {
        const Vector b_left = *(const VectorAt *)b, b_right = *(const VectorAt *)(b + LANES);
        UNROLL
        for (int i = 0; i < ROWS; i++) {
            left[i] += a[i * n + k] * b_left;
            right[i] += a[i * n + k] * b_right;
        }
    }
    UNROLL
    for (int i = 0; i < ROWS; i++) {
        *(VectorAt *)(c + i * n) = left[i];
        *(VectorAt *)(c + i * n + LANES) = right[i];
    }
}

static void own_vectors(int n, const float *a, const float *b, float *c)
{
    for (int j = 0; j < n; j += COLS)
        for (int i = 0; i < n; i += ROWS)
            tile(n, a + i * n, b + j, n, c + i * n + j);
}

/* --- 7. Packing ----------------------------------------------------------------------------------------- */

/* COLS columns of b are copied to one piece of memory, which all tiles above them then read from front to
 * back. */
static void panel(int n, const float *a, const float *b, float *c)
{
    _Alignas(64) float packed[SIDE_MOST * COLS];
    for (int k = 0; k < n; k++)
        memcpy(packed + k * COLS, b + k * n, COLS * sizeof(float));
    for (int i = 0; i < n; i += ROWS)
        tile(n, a + i * n, packed, COLS, c + i * n);
}

static void packed_panels(int n, const float *a, const float *b, float *c)
{
    for (int j = 0; j < n; j += COLS)
        panel(n, a, b + j, c + j);
}

/* --- 8. All cores --------------------------------------------------------------------------------------- */

/* No two panels write the same numbers, and each sum is computed by one core in one order: the result is the
 * same bits for any number of cores. */
static void all_cores(int n, const float *a, const float *b, float *c)
{
#pragma omp parallel for schedule(dynamic)
    for (int j = 0; j < n; j += COLS)
        panel(n, a, b + j, c + j);
}

const Step steps[STEPS] = {
    {"three loops, as defined", three_loops, 0}, {"along rows", along_rows, 0},
    {"many numbers at once", many_at_once, 0},   {"in blocks", in_blocks, 0},
    {"a tile of sums", tile_of_sums, 0},         {"vectors by hand", own_vectors, 0},
    {"packed panels", packed_panels, 0},         {"all cores", all_cores, 1},
};

/* --- What the library does ------------------------------------------------------------------------------ */

void product_of_library(int n, const float *a, const float *b, float *c)
{
    View of_a = {.memory = (void *)a, .n_dims = 2, .shape = {n, n}, .stride = {n, 1}}, of_b = of_a,
         of_c = of_a;
    of_b.memory = (void *)b;
    of_c.memory = c;
    kernels_cpu.gemm(&(Gemm){.a = &of_a, .b = &of_b, .c = &of_c});
}
