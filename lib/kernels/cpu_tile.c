/* The tile kernels. Nine tenths of a training are spent in the twenty lines of `run` below, so here is why
 * they look as they do. Chapter 15 comes to them from three plain loops, rung by rung.
 *
 * What limits a matrix product. A core with two AVX-512 units starts 2 x 16 multiply-adds per cycle, and
 * reads two vectors per cycle from its first-level cache. Computed one element at a time, every multiply-add
 * wants two numbers from memory: reading would be the limit, not arithmetic. But a column of 14 numbers of a
 * and a row of 32 numbers of b (46 numbers read) make 14 x 32 = 448 products. So a whole tile of c is kept in
 * registers, as 14 x 2 vectors of sums, and per step one row of b is loaded (2 vectors) and 14 numbers of a,
 * each copied to all lanes of a register: 16 loads for 28 multiply-adds, which take 14 cycles. Arithmetic is
 * the limit now, and loads have time to come from the second-level cache.
 *
 * Why 14 x 2 vectors. AVX-512 has 32 registers: 28 sums, 2 of b, 1 of a. A multiply-add takes four cycles
 * until its sum can be used again; two units therefore need at least eight sums in flight, and any tile of
 * four rows and more has them. With 16 registers (AVX2) the same thought gives 6 x 2.
 *
 * Why copies for every number of rows. c is seldom a multiple of 14 high. Rows of images are 56, 28, 7 pixels
 * long, a batch has 64 rows: that is five tiles of 13 rows rather than four of 14 and one that is mostly
 * waste. The number of rows must be a constant for the sums to be registers, so one inline function is
 * compiled for each.
 *
 * Why runs. In a matrix the numbers of one row of a lie in one piece. In a picture (h, w, c) the patch under
 * a 3 x 3 window lies in three: each line of the window is 3 * c floats in a row. The loop over runs lets a
 * convolution read its patches where they lie.
 *
 * Why memory is asked early. A line that waits in the third-level cache takes 300 cycles to come, and the
 * prefetcher of the processor stops at the end of every page of 4 KiB. So each product asks for one line of
 * a and of b that will be wanted some hundred cycles later, and one in eight for a row of c of the next tile.
 * Asked for all at once, or in the first 14 products, the lines of a tile of c fill the sixteen places in
 * which a core waits for memory, and b has to queue behind them. A tile that is one vector wide has no time
 * for more than a. With short sums (1 x 1 windows of 16 to 64 channels) this is the difference between the
 * speed of arithmetic and half of it: they ask for a row with every product, and as many products as they
 * have. Long sums have asked for all of c at some time; then it is the turn of what the caller will want
 * after this tile (Ahead).
 *
 * Why a column of tiles in one call. A short sum over 16 or 27 products takes 200 to 400 cycles; working out
 * where the next tile begins took 60 more.
 *
 * How near the limit: see `make bench`; in registers and caches that are warm these loops reach 97 % of the
 * peak. */
#include "kernels/cpu_tile.h"

#include <limits.h>

enum {
    AHEAD = 24, /* lines of b, and rows of a by columns, that are asked for before they are needed */
    SELDOM = 8, /* products, at most, from one row of c that is asked for to the next              */
};

/* What happens to the sums of one vector of columns on their way to memory: `below` is where this tile
 * begins, in floats from the first of its column of tiles. A store of `count` lanes takes a multiply-add's
 * place in the processor, one of all lanes does not: hence `whole`. */
INLINE void finish(const Tile *tile, int rows, int column, int64_t below, bool whole, Vector *sum)
{
    const int left = tile->cols - column, count = whole || left > VECTOR ? VECTOR : left;
    float *c = tile->c + below + column;
    if (tile->bias) {
        const Vector bias = vector_load(tile->bias + column, count);
        UNROLL
        for (int i = 0; i < rows; i++)
            sum[i] += bias;
    }
    if (tile->add) {
        const float *add = tile->add + below + column;
        UNROLL
        for (int i = 0; i < rows; i++)
            sum[i] += vector_load(add + i * tile->c_step, count);
    }
    if (tile->relu) {
        UNROLL
        for (int i = 0; i < rows; i++)
            sum[i] = vector_relu(sum[i]);
    }
    UNROLL
    for (int i = 0; i < rows; i++)
        if (whole)
            *(VectorAt *)(c + i * tile->c_step) = sum[i];
        else
            vector_store(c + i * tile->c_step, sum[i], count);
}

/* The same for a tile that ends inside a vector, where stores have no masks. */
static __attribute__((noinline)) void finish_narrow(const Tile *tile, int64_t below, float sum[][TILE_COLS])
{
    for (int i = 0; i < tile->rows; i++) {
        const int64_t at = below + i * tile->c_step;
        for (int j = 0; j < tile->cols; j++) {
            float s = sum[i][j] + (tile->bias ? tile->bias[j] : 0) + (tile->add ? tile->add[at + j] : 0);
            tile->c[at + j] = tile->relu && s < 0 ? 0 : s;
        }
    }
}

/* Ask for a row of TILE_COLS floats, in L1 (3) or in L2 (2): a macro, since these must be constants. */
#define ASK(row, write, cache)                                \
    do {                                                      \
        __builtin_prefetch(row, write, cache);                \
        if (VECTOR >= (int)LINE_FLOATS)                       \
            __builtin_prefetch((row) + VECTOR, write, cache); \
    } while (0)

/* Rows of c are asked for first, then what the caller wants. */
typedef struct Soon {
    const float *c;
    int64_t step;
    int rows;        /* of c that are left to ask for     */
    int every, wait; /* products until the next one's turn */
} Soon;

INLINE void ask_for_one(Soon *soon, Ahead *ahead)
{
    if (soon->rows-- > 0) {
        ASK(soon->c, 1, 3);
        soon->c += soon->step;
        soon->wait = soon->every;
        return;
    }
    soon->wait = ahead ? ahead->every : INT_MAX;
    if (!ahead)
        return;
    ASK(ahead->at + ahead->done, 0, 2);
    ahead->done += TILE_COLS;
    if (ahead->done < ahead->width)
        return;
    ahead->done = 0;
    ahead->at += ahead->step;
    if (--ahead->lines == 0 && ahead->then)
        *ahead = *ahead->then;
}

/* Tile number t of the column. */
INLINE void run(const Tile *tile, int rows, bool wide, bool by_rows, int t)
{
    Vector left[TILE_ROWS], right[TILE_ROWS]; /* sums of the first and of the second vector of columns */
    UNROLL
    for (int i = 0; i < rows; i++)
        left[i] = right[i] = (Vector){0};

    /* To be asked for: c of the next tile, or of this one if it is alone; by rows the next tile's a, unless
     * there is more between its rows than in them, by columns that of products to come, or of the next run:
     * what lies behind a short one may be of no use. */
    const int64_t a_step = tile->a_step, b_step = tile->b_step, c_step = tile->c_step;
    const int64_t below = t * rows * c_step, a_below = t * rows * (by_rows ? a_step : 1);
    const int products = tile->runs * tile->length, every = (int)min(max(1, products / (2 * rows)), SELDOM);
    Soon soon = {tile->c + below + (tile->tiles > 1 ? rows * c_step : 0), c_step,
                 products > 2 * rows ? rows : INT_MAX, every, every};
    const int64_t a_ahead = !by_rows ? AHEAD * a_step : a_step > 2 * tile->length ? 0 : rows * a_step;
    const int64_t a_each = by_rows ? a_ahead / tile->length : a_step;

    /* By rows, one pointer serves three rows: at it, one step and two steps behind it. */
    const int groups = by_rows ? (rows + 2) / 3 : 1;
    const float *b = tile->b;
    for (int r = 0; r < tile->runs; r++) {
        const float *a[(TILE_ROWS + 2) / 3];
        UNROLL
        for (int g = 0; g < groups; g++)
            a[g] = tile->a[r] + a_below + 3 * g * a_step;
        const float *a_soon = a[0] + a_ahead;
        if (!by_rows && tile->runs > 1 && tile->length < 2 * AHEAD)
            a_soon = r + 1 < tile->runs ? tile->a[r + 1] + a_below : tile->a[0] + a_below + rows;
        for (int p = tile->length; p > 0; p--) {
            __builtin_prefetch(a_soon);
            a_soon += a_each;
            if (wide) {
                ASK(b + AHEAD * b_step, 0, 3);
                if (__builtin_expect(--soon.wait == 0, 0))
                    ask_for_one(&soon, tile->ahead);
            }
            const Vector b_left = *(const VectorAt *)b;
            const Vector b_right = *(const VectorAt *)(b + (wide ? VECTOR : 0));
            UNROLL
            for (int i = 0; i < rows; i++) {
                const float x = by_rows ? a[i / 3][i % 3 * a_step] : a[0][i];
                left[i] += x * b_left;
                if (wide)
                    right[i] += x * b_right;
            }
            UNROLL
            for (int g = 0; g < groups; g++) {
                a[g] += by_rows ? 1 : a_step;
                KEEP(a[g]);
            }
            b += b_step;
        }
    }

    const bool whole = tile->cols == (wide ? TILE_COLS : VECTOR);
    if (whole || VECTOR_HAS_MASKS) {
        finish(tile, rows, 0, below, whole || wide, left);
        if (wide)
            finish(tile, rows, VECTOR, below, whole, right);
        return;
    }
    float sum[TILE_ROWS][TILE_COLS];
    UNROLL
    for (int i = 0; i < rows; i++) {
        *(VectorAt *)sum[i] = left[i];
        *(VectorAt *)(sum[i] + VECTOR) = right[i];
    }
    finish_narrow(tile, below, sum);
}

INLINE void run_all(const Tile *tile, int rows, bool wide, bool by_rows)
{
    for (int t = 0; t < tile->tiles; t++)
        run(tile, rows, wide, by_rows, t);
}

#define KERNELS_OF(rows)                                \
    static void rows_##rows##_wide(const Tile *tile)    \
    {                                                   \
        run_all(tile, rows, true, true);                \
    }                                                   \
    static void rows_##rows##_slim(const Tile *tile)    \
    {                                                   \
        run_all(tile, rows, false, true);               \
    }                                                   \
    static void columns_##rows##_wide(const Tile *tile) \
    {                                                   \
        run_all(tile, rows, true, false);               \
    }                                                   \
    static void columns_##rows##_slim(const Tile *tile) \
    {                                                   \
        run_all(tile, rows, false, false);              \
    }
TILE_EACH_ROW_COUNT(KERNELS_OF)

typedef void Kernel(const Tile *tile);

#define BY_ROWS(rows)    {rows_##rows##_slim, rows_##rows##_wide},
#define BY_COLUMNS(rows) {columns_##rows##_slim, columns_##rows##_wide},
static Kernel *const by_rows_kernels[TILE_ROWS][2] = {TILE_EACH_ROW_COUNT(BY_ROWS)};
static Kernel *const by_columns_kernels[TILE_ROWS][2] = {TILE_EACH_ROW_COUNT(BY_COLUMNS)};

void tile_by_rows(const Tile *tile)
{
    by_rows_kernels[tile->rows - 1][tile->cols > VECTOR](tile);
}

void tile_by_columns(const Tile *tile)
{
    by_columns_kernels[tile->rows - 1][tile->cols > VECTOR](tile);
}
