/* Copies of operands into the order in which the tile kernels read them: what is read together lies together.
 * (chapter 15)
 *
 * A copy is worth its time when it is read often, and turns many short or distant reads into one stream:
 * prefetchers follow it, pages change seldom, and no two lines compete for one place in a cache. Whether b
 * comes by rows or by columns is settled here too: the kernels know only one order. Turning columns into rows
 * is done on squares in registers, whole vectors in and whole vectors out; written as two plain loops it
 * takes five times as long, more than the product itself for a batch of 64. */
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

#if defined(__clang__) || __GNUC__ >= 12
#define PICK(a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)
#else
#define PICK(a, b, ...) __builtin_shuffle(a, b, (VectorBits){__VA_ARGS__})
#endif

/* Which lanes of two vectors a and b make lane l of a new one: those of a are called 0, 1, ..., those of b go
 * on behind. ZIP: of four lanes the first two of a, each followed by b's, or the last two. SWAP: lanes `step`
 * away from the diagonal of a square have changed places, if a and b are lines `step` apart; the new a, the
 * new b. */
#define ZIP_FIRST(l, step)   (((l) & ~3) + ((l)&3) / 2 + ((l)&1 ? VECTOR : 0))
#define ZIP_LAST(l, step)    (ZIP_FIRST(l, step) + 2)
#define SWAP_A(l, step)      ((l) & (step) ? VECTOR + (l) - (step) : (l))
#define SWAP_B(l, step)      (SWAP_A(l, step) + (step))
#define FOUR(lane, l, step)  lane(l, step), lane(l + 1, step), lane(l + 2, step), lane(l + 3, step)
#define EIGHT(lane, l, step) FOUR(lane, l, step), FOUR(lane, l + 4, step)
#if defined(__AVX512F__)
#define LANES(lane, step) EIGHT(lane, 0, step), EIGHT(lane, 8, step)
#elif defined(__AVX2__)
#define LANES(lane, step) EIGHT(lane, 0, step)
#else
#define LANES(lane, step) FOUR(lane, 0, step)
#endif

/* Of four lines, their squares of 4 x 4. */
INLINE void turn_fours(Vector *line)
{
    const Vector a = line[0], b = line[1], c = line[2], d = line[3];
    const Vector ab = PICK(a, b, LANES(ZIP_FIRST, 1)), cd = PICK(c, d, LANES(ZIP_FIRST, 1));
    const Vector ab2 = PICK(a, b, LANES(ZIP_LAST, 1)), cd2 = PICK(c, d, LANES(ZIP_LAST, 1));
    line[0] = PICK(ab, cd, LANES(SWAP_A, 2));
    line[1] = PICK(ab, cd, LANES(SWAP_B, 2));
    line[2] = PICK(ab2, cd2, LANES(SWAP_A, 2));
    line[3] = PICK(ab2, cd2, LANES(SWAP_B, 2));
}

/* Squares of `step` x `step` change places with those on the other side of the diagonal. */
#define SWAP_SQUARES(line, step)                                \
    UNROLL                                                      \
    for (int i = 0; i < VECTOR; i++)                            \
        if (!(i & (step))) {                                    \
            const Vector a = line[i], b = line[i + (step)];     \
            line[i] = PICK(a, b, LANES(SWAP_A, step));          \
            line[i + (step)] = PICK(a, b, LANES(SWAP_B, step)); \
        }

/* A square of VECTOR lines, or a piece of one, its lines becoming columns. */
INLINE void transpose_square(const float *from, int64_t step, int lines, int length, float *to,
                             int64_t to_step)
{
    Vector line[VECTOR];
    UNROLL
    for (int i = 0; i < VECTOR; i++, from += step) {
        if (VECTOR > 8) /* places of fewer lines fit into registers */
            KEEP(from);
        line[i] = i < lines ? vector_load(from, length) : (Vector){0};
    }
    UNROLL
    for (int i = 0; i < VECTOR; i += 4)
        turn_fours(line + i);
#if defined(__AVX2__)
    SWAP_SQUARES(line, 4)
#endif
#if defined(__AVX512F__)
    SWAP_SQUARES(line, 8)
#endif
    UNROLL
    for (int i = 0; i < VECTOR; i++, to += to_step) {
        if (VECTOR > 8)
            KEEP(to);
        if (i < length)
            vector_store(to, line[i], lines);
    }
}

/* What is left of lines and columns where squares end. */
static void transpose_piece(const float *from, int64_t step, int lines, int length, float *to,
                            int64_t to_step)
{
    if (VECTOR_HAS_MASKS)
        transpose_square(from, step, lines, length, to, to_step);
    else
        for (int i = 0; i < lines; i++)
            for (int j = 0; j < length; j++)
                to[j * to_step + i] = from[i * step + j];
}

void pack_transposed(const float *from, int64_t step, int64_t lines, int64_t length, float *to,
                     int64_t to_step)
{
    /* What memory brings at once is used up at once. */
    for (int64_t begin = 0; begin < length; begin += LINE_FLOATS)
        for (int64_t i = 0; i < lines; i += VECTOR) {
            const int64_t end = min(begin + LINE_FLOATS, length);
            const int high = (int)min(lines - i, VECTOR);
            int64_t j = begin;
            for (; high == VECTOR && j + VECTOR <= end; j += VECTOR)
                transpose_square(from + i * step + j, step, VECTOR, VECTOR, to + j * to_step + i, to_step);
            for (; j < end; j += VECTOR)
                transpose_piece(from + i * step + j, step, high, (int)min(end - j, VECTOR),
                                to + j * to_step + i, to_step);
        }
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
