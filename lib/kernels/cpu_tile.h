/* The tile: the few lines in which a matrix product or a convolution spends its time. cpu_tile.c explains its
 * shape. */
#ifndef KERNELS_CPU_TILE_H
#define KERNELS_CPU_TILE_H

#include "kernels/cpu_pieces.h"
#include "kernels/cpu_vector.h"

/* As many rows as leave registers for two vectors of b and one number of a. */
#if defined(__AVX512F__)
enum { TILE_ROWS = 14 }; /* 28 of 32 registers hold sums */
#define TILE_EACH_ROW_COUNT(DO) \
    DO(1) DO(2) DO(3) DO(4) DO(5) DO(6) DO(7) DO(8) DO(9) DO(10) DO(11) DO(12) DO(13) DO(14)
#elif defined(__AVX2__)
enum { TILE_ROWS = 6 }; /* 12 of 16 */
#define TILE_EACH_ROW_COUNT(DO) DO(1) DO(2) DO(3) DO(4) DO(5) DO(6)
#elif defined(__aarch64__)
enum { TILE_ROWS = 12 }; /* 24 of 32 */
#define TILE_EACH_ROW_COUNT(DO) DO(1) DO(2) DO(3) DO(4) DO(5) DO(6) DO(7) DO(8) DO(9) DO(10) DO(11) DO(12)
#else
enum { TILE_ROWS = 4 }; /* 8 of 16: without fused multiply-add the products need registers too */
#define TILE_EACH_ROW_COUNT(DO) DO(1) DO(2) DO(3) DO(4)
#endif

enum {
    TILE_COLS = 2 * VECTOR, /* of a full tile, and of a panel of b                                       */
    TILE_DEPTH = 512,       /* most products summed per call: TILE_ROWS x TILE_DEPTH of a stays in L1    */
};

/* Memory that will be wanted soon, and is asked for while tiles are computed: `lines` lines of `width`
 * floats, a piece of TILE_COLS floats every so many products, then `then`. Asking for too much is no error,
 * and reads nothing. */
typedef struct Ahead {
    const float *at;
    int64_t step; /* from line to line */
    int64_t width, lines;
    int64_t done; /* floats of this line */
    int every;
    const struct Ahead *then;
} Ahead;

/* c = act(a x b + bias + add) for one tile of c, summed over `runs` runs of `length` products each.
 *
 * Element (i, p) of the r-th run of a is a[r][i * a_step + p] by rows, a[r][p * a_step + i] by columns.
 * b has one line of TILE_COLS floats per product, run after run, b_step apart. Where cols is smaller, floats
 * beyond it are read up to the next multiple of VECTOR, and never used. */
typedef struct Tile {
    int rows, cols; /* 1..TILE_ROWS, 1..TILE_COLS */
    int tiles;      /* so many like it, one below the other: a and c go on where the one before ends */
    int runs, length;
    const float *const *a;
    int64_t a_step;
    const float *b;
    int64_t b_step;
    float *c;
    int64_t c_step;
    const float *bias; /* (cols) or NULL                          */
    const float *add;  /* NULL, or a tile as c is: c itself often */
    bool relu;
    Ahead *ahead; /* or NULL; goes on where the tile before has stopped */
} Tile;

/* Columns to compute where `left` are wanted: one vector or two. */
static inline int tile_cols(int64_t left)
{
    return left > VECTOR ? TILE_COLS : VECTOR;
}

void tile_by_rows(const Tile *tile);
void tile_by_columns(const Tile *tile);

/* How many tiles, one below the other, to take in one call: so many that the floats of a that each of them
 * reads stay in L1 together, where the next panel of b finds them. */
static inline int64_t tiles_together(int64_t floats)
{
    enum { L1_FLOATS = 8 * 1024 };
    return max(1, L1_FLOATS / max(1, floats));
}

/* Pieces of at most `most` that n items make; pieces_start says where each begins. */
static inline int64_t pieces_needed(int64_t n, int64_t most)
{
    return (n + most - 1) / most;
}

/* How many pieces there are to ask for. */
static inline int64_t ahead_pieces(const Ahead *ask)
{
    return ask->lines * pieces_needed(ask->width, TILE_COLS);
}

#endif
