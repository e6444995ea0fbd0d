/* Copies of operands into the order in which the tile kernels read them: what is read together lies together.
 * (chapter 15)
 *
 * A copy is worth its time when it is read often, and turns many short or distant reads into one stream:
 * prefetchers follow it, pages change seldom, and no two lines compete for one place in a cache. Whether b
 * comes by rows or by columns is settled here too: the kernels know only one order. Turning columns into rows
 * is done on squares of 4 x 4 in registers; written as two plain loops it takes four times as long, more than
 * the product itself for a batch of 64. */
#include "kernels/cpu_pack.h"

#include <string.h>

#include "kernels/cpu_tile.h"

int64_t pack_panels(int64_t n)
{
    return (n + TILE_COLS - 1) / TILE_COLS;
}

int64_t pack_size(int64_t k, int64_t n)
{
    return k * pack_panels(n) * TILE_COLS;
}

typedef float Four __attribute__((vector_size(16)));
typedef float LooseFour __attribute__((vector_size(16), aligned(4), may_alias));

#if defined(__clang__) || __GNUC__ >= 12
#define SHUFFLE(a, b, i, j, k, l) __builtin_shufflevector(a, b, i, j, k, l)
#else
typedef int FourInts __attribute__((vector_size(16)));
#define SHUFFLE(a, b, i, j, k, l) __builtin_shuffle(a, b, (FourInts){i, j, k, l})
#endif

/* A square of 4 x 4, its rows becoming columns: pairs are interleaved, then pairs of pairs. */
static inline void transpose_square(const float *from, int64_t step, float *to, int64_t to_step)
{
    Four a = *(const LooseFour *)from, b = *(const LooseFour *)(from + step);
    Four c = *(const LooseFour *)(from + 2 * step), d = *(const LooseFour *)(from + 3 * step);
    Four ab = SHUFFLE(a, b, 0, 4, 1, 5), cd = SHUFFLE(c, d, 0, 4, 1, 5); /* a0 b0 a1 b1, c0 d0 c1 d1 */
    Four ab2 = SHUFFLE(a, b, 2, 6, 3, 7), cd2 = SHUFFLE(c, d, 2, 6, 3, 7);
    *(LooseFour *)to = SHUFFLE(ab, cd, 0, 1, 4, 5);
    *(LooseFour *)(to + to_step) = SHUFFLE(ab, cd, 2, 3, 6, 7);
    *(LooseFour *)(to + 2 * to_step) = SHUFFLE(ab2, cd2, 0, 1, 4, 5);
    *(LooseFour *)(to + 3 * to_step) = SHUFFLE(ab2, cd2, 2, 3, 6, 7);
}

void pack_transposed(const float *from, int64_t step, int64_t lines, int64_t length, float *to,
                     int64_t to_step)
{
    int64_t whole_lines = lines / 4 * 4, whole_length = length / 4 * 4;
    /* What memory brings at once is used up at once. */
    for (int64_t begin = 0; begin < whole_length; begin += LINE_FLOATS)
        for (int64_t j = 0; j < whole_lines; j += 4)
            for (int64_t p = begin; p < whole_length && p < begin + LINE_FLOATS; p += 4)
                transpose_square(from + j * step + p, step, to + p * to_step + j, to_step);
    for (int64_t j = 0; j < lines; j++)
        for (int64_t p = j < whole_lines ? whole_length : 0; p < length; p++)
            to[p * to_step + j] = from[j * step + p];
}

static int64_t panel_cols(int64_t n, int64_t panel)
{
    int64_t left = n - panel * TILE_COLS;
    return left < TILE_COLS ? left : TILE_COLS;
}

/* A narrow last panel is zeros where columns are missing: cleared whole before it is filled, which takes less
 * time than a piece of each line. */
static void clear_if_narrow(float *panel, int64_t k, int64_t cols)
{
    if (cols < TILE_COLS)
        memset(panel, 0, (size_t)(k * TILE_COLS) * sizeof(float));
}

/* Lines of less than TILE_COLS floats, with zeros behind them. */
static void pack_narrow(const float *from, int64_t step, int64_t lines, int64_t cols, float *to)
{
    for (int64_t i = 0; i < lines; i++, from += step, to += TILE_COLS)
        for (int64_t j = 0; j < TILE_COLS; j += VECTOR) {
            int64_t count = cols - j < VECTOR ? cols - j : VECTOR;
            *(VectorAt *)(to + j) = count > 0 ? vector_load(from + j, (int)count) : (Vector){0};
        }
}

/* A few rows at a time across all panels: b is read along its lines, and few places are written at once. */
void pack_by_rows(const float *b, int64_t step, int64_t k, int64_t n, float *packed, int64_t k_all)
{
    enum { ROWS = 8 };
    for (int64_t p0 = 0; p0 < k; p0 += ROWS)
        for (int64_t j = 0; j < pack_panels(n); j++) {
            int64_t rows = k - p0 < ROWS ? k - p0 : ROWS, cols = panel_cols(n, j);
            const float *from = b + p0 * step + j * TILE_COLS;
            float *to = packed + (j * k_all + p0) * TILE_COLS;
            if (cols == TILE_COLS)
                pack_lines(from, step, rows, TILE_COLS, to, TILE_COLS);
            else
                pack_narrow(from, step, rows, cols, to);
        }
}

void pack_by_columns(const float *b, int64_t step, int64_t k, int64_t n, float *packed, int64_t k_all)
{
    for (int64_t j = 0; j < pack_panels(n); j++) {
        float *to = packed + j * k_all * TILE_COLS;
        clear_if_narrow(to, k, panel_cols(n, j));
        pack_transposed(b + j * TILE_COLS * step, step, panel_cols(n, j), k, to, TILE_COLS);
    }
}
