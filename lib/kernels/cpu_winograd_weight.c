/* The gradient of Winograd's convolution to its weights: the same three steps, seen from the other side.
 *
 * A convolution computes A^T [ (G g G^T) . (B^T d B) ] A, which is linear in the weights g. Its gradient
 * therefore goes back through the same matrices, turned: G^T [ sum over all tiles (A dy A^T) . (B^T d B) ] G.
 * For each of the 36 points that sum is a matrix product, dy's points (k, tiles) times x's points (tiles, c):
 * small and very deep. Tiles come in blocks whose points fit into the caches, and the sums grow from block to
 * block. Every one of them has one owner: no partial sums, and the same bits for any number of threads.
 *
 * How threads share the sums. Each takes some points, some channels of dy and some of x, and transforms what
 * it needs of every tile itself. A transform of another thread's would have to travel from core to core,
 * which takes longer than to compute it again where the two share no cache; so only sums travel, once, when
 * they become weights. Two halves of the points need a half of the transforms each, but for the first step of
 * it; further threads share the channels, and then some is computed twice.
 *
 * The sums are four times the size of the weights, 38 MB for 512 x 512 channels, at the very moment when a
 * net's step holds most: its deepest layers are the first on the way back. So the channels of dy are taken in
 * slices. To transform x again for each costs some percent of the slice's products.
 *
 * Few tiles make short sums: to write 38 MB of them and read them back takes longer than to add them up.
 * There, each thread takes a part of the weights that is so small that its sums at all points stay in L2, and
 * while it sums, memory brings the lines that its weights will be written to. */
#include "base/pool.h"
#include "base/threads.h"
#include "kernels/cpu.h"
#include "kernels/cpu_tile.h"
#include "kernels/cpu_winograd.h"
#include "kernels/cpu_winograd_tile.h"
#include "kernels/cpu_pieces.h"

enum {
    BLOCK_TILES = 64,   /* more would sum longer between reading and writing sums, but fall out of L2 */
    SUMS_MAX = 5 << 19, /* floats of all sums of a slice, about: 10 MB */
    TRANSFORM = 16,     /* products at each point take as long as to transform a channel */

    FEW_TILES = 32,            /* to be summed in parts of ...                             */
    PART_ROWS = 2 * TILE_ROWS, /* ... so many channels of dy ...                           */
    PART_COLS = 4 * TILE_COLS, /* ... and of x                                             */
    FAR_ROWS = TILE_ROWS,      /* of dy, where L2 has to hold the lines of weights too ... */
    NEAR_FLOATS = 1 << 18,     /* ... as of more weights than these                        */
    READ_TILES = 4,            /* of them, that a thread transforms at a time              */
};

typedef struct WeightGrad {
    TiledImages x, dy;
    int points;
    int64_t tiles, block; /* of all images; at most in a block */
} WeightGrad;

/* Tiles of x and of dy, transformed: point after point. */
typedef struct Transformed {
    Points x, dy;
} Transformed;

/* Some of the sums: rows are channels of dy, columns channels of x. */
typedef struct Sums {
    int64_t row, rows, col, cols;
    float *at; /* the first of them */
    int64_t step, point_step;
} Sums;

/* sums += dy^T x, or = if add is false, for `count` tiles from `first` on and one point. Both begin with the
 * channels that the sums begin with. */
static void add_products(const WeightGrad *g, int64_t first, int64_t count, int point,
                         const Transformed *from, const Sums *sums, bool add)
{
    const int side = g->x.cut.m + 2;
    TileRange tiles = winograd_with_point(&g->dy.cut, point / side, point % side, first, count);
    const Points *x = &from->x, *dy = &from->dy;
    const float *z = dy->at + point * dy->point_step + tiles.begin * dy->tile_step;
    const float *v = x->at + point * x->point_step + tiles.begin * x->tile_step;
    int64_t strips = pieces_needed(sums->rows, TILE_ROWS);
    const float *a;
    Tile tile = {
        .tiles = 1,
        .runs = 1,
        .length = (int)(tiles.end - tiles.begin),
        .a = &a,
        .a_step = dy->tile_step,
        .b_step = x->tile_step,
        .c_step = sums->step,
    };
    for (int64_t i = 0; i < strips; i++) {
        int64_t row = pieces_start(sums->rows, strips, i);
        tile.rows = (int)(pieces_start(sums->rows, strips, i + 1) - row);
        a = z + row;
        for (int64_t col = 0; col < sums->cols; col += TILE_COLS) {
            tile.cols = tile_cols(sums->cols - col);
            tile.b = v + col;
            tile.c = sums->at + point * sums->point_step + row * sums->step + col;
            tile.add = add ? tile.c : NULL;
            tile_by_columns(&tile);
        }
    }
}

/* Rows begin .. end - 1 of complete sums become weights; dweight is that of row and column 0. */
static void write_weights(const WeightGrad *g, const Sums *sums, int64_t begin, int64_t end, float *dweight)
{
    for (int64_t j = begin; j < end; j++)
        winograd_taps(g->x.cut.m, sums->at + j * sums->step, sums->point_step, sums->cols,
                      dweight + (sums->row + j) * 9 * g->x.c + sums->col, g->x.c);
}

/* Room for a block of tiles; `points` times both steps is what it takes. */
static Transformed transformed(const WeightGrad *g, int64_t x_channels, int64_t dy_channels)
{
    Transformed t = {.x.tile_step = winograd_step(x_channels), .dy.tile_step = winograd_step(dy_channels)};
    t.x.point_step = winograd_step(g->block * t.x.tile_step);
    t.dy.point_step = winograd_step(g->block * t.dy.tile_step);
    return t;
}

static int64_t room_of(const WeightGrad *g, const Transformed *t)
{
    return g->points * (t->x.point_step + t->dy.point_step);
}

static Transformed placed(const WeightGrad *g, Transformed t, float *memory)
{
    t.x.at = memory, t.dy.at = memory + g->points * t.x.point_step;
    return t;
}

/* --- few tiles --- */

/* A part of the sums, complete. While one point is summed, a share of the lines is asked for that its weights
 * will be written to, if they are far. */
static void sum_part(const WeightGrad *g, const Transformed *all, const Sums *part, bool far,
                     const float *dweight)
{
    const int64_t lines = 9 * part->rows;
    Transformed from = *all;
    from.x.at += part->col, from.dy.at += part->row;
    for (int point = 0; point < g->points; point++) {
        for (int64_t i = pieces_start(lines, g->points, point);
             far && i < pieces_start(lines, g->points, point + 1); i++)
            for (int64_t j = 0; j < part->cols; j += LINE_FLOATS)
                __builtin_prefetch(dweight + (9 * part->row + i) * g->x.c + part->col + j, 1, 2);
        add_products(g, 0, g->tiles, point, &from, part, false);
    }
}

/* All tiles are one block: each part of the sums is complete at once, and becomes weights without leaving L2.
 */
static bool sum_parts(const WeightGrad *g, float *dweight, int threads)
{
    int64_t k = g->dy.c, c = g->x.c;
    Transformed all = transformed(g, c, k);
    const bool far = 9 * k * c > NEAR_FLOATS;
    int64_t rows = far ? FAR_ROWS : PART_ROWS, cols = min(c, PART_COLS), size = room_of(g, &all);
    int64_t k_parts = pieces_needed(k, rows), c_parts = pieces_needed(c, cols);
    int64_t step = winograd_step(cols), point_step = winograd_step(rows * step);
    float *scratch = pool_take((size_t)(size + threads * g->points * point_step) * sizeof(float));
    if (!scratch)
        return false;
    all = placed(g, all, scratch);
    Pieces pieces;
    pieces_begin(&pieces, k_parts * c_parts, threads);
#pragma omp parallel num_threads(threads) if (threads > 1)
    {
#pragma omp for
        for (int64_t t = 0; t < g->tiles; t += READ_TILES) {
            int64_t count = min(READ_TILES, g->tiles - t);
            Transformed to = all;
            to.x.at += t * to.x.tile_step, to.dy.at += t * to.dy.tile_step;
            winograd_read(&g->x, t, count, &to.x);
            winograd_read_slopes(&g->dy, t, count, &to.dy);
        }
        for (int64_t i; (i = pieces_take(&pieces)) >= 0;) {
            int64_t row = pieces_start(k, k_parts, i % k_parts), col = i / k_parts * cols;
            Sums sums = {
                .row = row,
                .rows = pieces_start(k, k_parts, i % k_parts + 1) - row,
                .col = col,
                .cols = min(cols, c - col),
                .at = scratch + size + threads_index() * g->points * point_step,
                .step = step,
                .point_step = point_step,
            };
            sum_part(g, &all, &sums, far, dweight);
            write_weights(g, &sums, 0, sums.rows, dweight);
        }
    }
    pool_give(scratch);
    return true;
}

/* --- many tiles --- */

/* How threads share a slice: each has one of `halves` of the points, of `rows` parts of dy's channels and of
 * `cols` parts of x's. */
typedef struct Grid {
    int halves;
    int64_t rows, cols;
} Grid;

static PointRows half_of(const Grid *grid, int64_t share)
{
    return grid->halves == 1 ? POINT_ROWS_ALL : share % 2 ? POINT_ROWS_1_2_5 : POINT_ROWS_0_3_4;
}

static bool has_point(const WeightGrad *g, PointRows rows, int point)
{
    return (int)rows >> point / (g->x.cut.m + 2) & 1;
}

/* Channels of x are shared in whole vectors: sums are written in those. */
static int64_t first_col(int64_t c, int64_t parts, int64_t part)
{
    return min(pieces_start(pieces_needed(c, VECTOR), parts, part) * VECTOR, c);
}

/* Products that take as long as the longest share. */
static int64_t cost_of(const WeightGrad *g, int64_t k, const Grid *grid)
{
    const int side = g->x.cut.m + 2;
    int64_t rows = pieces_needed(k, grid->rows), cols = first_col(g->x.c, grid->cols, 1), most = 0;
    for (int half = 0; half < grid->halves; half++) {
        int64_t products = 0;
        for (int point = 0; point < g->points; point++) {
            TileRange with = winograd_with_point(&g->dy.cut, point / side, point % side, 0, g->tiles);
            if (has_point(g, half_of(grid, half), point))
                products += with.end - with.begin;
        }
        most = max(most, products);
    }
    return most * rows * cols + g->tiles * g->points * TRANSFORM * (rows + cols) / grid->halves;
}

static Grid grid_of(const WeightGrad *g, int64_t k, int threads)
{
    Grid best = {1, 1, 1};
    int64_t least = INT64_MAX;
    for (int halves = 1; halves <= 2; halves++)
        for (int rows = 1; rows <= threads / halves; rows++) {
            const Grid grid = {halves, rows, threads / halves / rows};
            const int64_t cost = cost_of(g, k, &grid);
            if (cost < least)
                least = cost, best = grid;
        }
    return best;
}

/* Number `share` of a slice's sums, over all tiles. */
static void sum_share(const WeightGrad *g, const Grid *grid, int64_t share, const Sums *slice,
                      const Transformed *room)
{
    const PointRows half = half_of(grid, share);
    const int64_t i = share / grid->halves % grid->rows, j = share / grid->halves / grid->rows;
    Sums sums = *slice;
    const int64_t row = pieces_start(slice->rows, grid->rows, i), col = first_col(slice->cols, grid->cols, j);
    sums.rows = pieces_start(slice->rows, grid->rows, i + 1) - row;
    sums.cols = first_col(slice->cols, grid->cols, j + 1) - col;
    sums.at += row * sums.step + col;
    TiledImages x = g->x, dy = g->dy;
    x.data += col, x.c = sums.cols;
    dy.data += slice->row + row, dy.c = sums.rows;
    int64_t blocks = pieces_needed(g->tiles, g->block);
    for (int64_t b = 0; b < blocks; b++) {
        int64_t first = pieces_start(g->tiles, blocks, b);
        int64_t count = pieces_start(g->tiles, blocks, b + 1) - first;
        winograd_read_rows(&x, first, count, &room->x, half);
        winograd_read_slopes_rows(&dy, first, count, &room->dy, half);
        for (int point = 0; point < g->points; point++)
            if (has_point(g, half, point))
                add_products(g, first, count, point, room, &sums, b > 0);
    }
}

/* Slices of dy's channels, one after the other. */
static bool sum_slices(const WeightGrad *g, float *dweight, int threads)
{
    int64_t k = g->dy.c, c = g->x.c, step = winograd_step(c);
    int64_t slices = pieces_needed(g->points * k * step, SUMS_MAX), widest = pieces_needed(k, slices);
    const Grid grid = grid_of(g, widest, threads);
    Transformed room = transformed(g, first_col(c, grid.cols, 1), pieces_needed(widest, grid.rows));
    int64_t each = room_of(g, &room), point_step = winograd_step(widest * step);
    float *scratch = pool_take((size_t)(threads * each + g->points * point_step) * sizeof(float));
    if (!scratch)
        return false;
#pragma omp parallel num_threads(threads) if (threads > 1)
    for (int64_t i = 0; i < slices; i++) {
        const int64_t row = pieces_start(k, slices, i);
        const Sums slice = {
            .row = row,
            .rows = pieces_start(k, slices, i + 1) - row,
            .cols = c,
            .at = scratch + threads * each,
            .step = step,
            .point_step = point_step,
        };
        const Transformed mine = placed(g, room, scratch + threads_index() * each);
#pragma omp for schedule(static)
        for (int64_t share = 0; share < grid.halves * grid.rows * grid.cols; share++)
            sum_share(g, &grid, share, &slice, &mine);
#pragma omp for
        for (int64_t j = 0; j < slice.rows; j++)
            write_weights(g, &slice, j, j + 1, dweight);
    }
    pool_give(scratch);
    return true;
}

bool winograd_grad_weight(const Convolution *how, int m)
{
    const Cut cut = winograd_cut(m, how->y);
    WeightGrad g = {
        .x = tiled_images(how->x, cut, how->window.pad),
        .dy = tiled_images(how->y, cut, 0),
        .points = (m + 2) * (m + 2),
        .tiles = winograd_tiles(&cut),
    };
    g.block = min(g.tiles, BLOCK_TILES);
    float *dweight = view_data(how->weight);
    const int64_t few = g.x.c <= PART_COLS ? BLOCK_TILES : FEW_TILES; /* one part for all channels of x */
    return g.tiles <= few ? sum_parts(&g, dweight, threads_count())
                          : sum_slices(&g, dweight, threads_count());
}
