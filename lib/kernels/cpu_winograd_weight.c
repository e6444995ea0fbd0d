/* The gradient of Winograd's convolution to its weights: the same three steps, seen from the other side.
 *
 * A convolution computes A^T [ (G g G^T) . (B^T d B) ] A, which is linear in the weights g. Its gradient
 * therefore goes back through the same matrices, turned: G^T [ sum over all tiles (A dy A^T) . (B^T d B) ] G.
 * For each of the 36 points that sum is a matrix product, dy's points (k, tiles) times x's points (tiles, c):
 * small and very deep. Tiles come in blocks that are transformed by all threads together; then threads share
 * the points and rows of the sums. The sums grow from block to block, and every one of them has one owner: no
 * partial sums, and the same bits for any number of threads.
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
    READ_TILES = 4,     /* that a thread transforms at a time                           */
    SUMS_MAX = 5 << 19, /* floats of all sums of a slice, about: 10 MB                  */
    BAND_ROWS = 8 * TILE_ROWS, /* of the sums of one point that a thread adds to at a time     */
    FEW_TILES = 32,            /* to be summed in parts of ...                                 */
    PART_ROWS = 2 * TILE_ROWS, /* ... so many channels of dy ...                               */
    PART_COLS = 4 * TILE_COLS, /* ... and of x                                                 */
    FAR_ROWS = TILE_ROWS,      /* of dy, where L2 has to hold the lines of weights too ...     */
    NEAR_FLOATS = 1 << 18,     /* ... as of more weights than these                            */
};

typedef struct WeightGrad {
    TiledImages x, dy;
    int points;
    int64_t tiles, block; /* of all images; at most in a block                       */
    Points v, z;          /* a block of x and of dy, transformed: point after point  */
} WeightGrad;

/* Some of the sums: rows are channels of dy, columns channels of x. */
typedef struct Sums {
    int64_t row, rows, col, cols;
    float *at; /* the first of them */
    int64_t step, point_step;
} Sums;

/* sums += z^T v, or = if add is false, for `count` tiles from `first` on and one point. */
static void add_products(const WeightGrad *g, int64_t first, int64_t count, int point, const Sums *sums,
                         bool add)
{
    const int side = g->x.cut.m + 2;
    TileRange tiles = winograd_with_point(&g->dy.cut, point / side, point % side, first, count);
    const float *z = g->z.at + point * g->z.point_step + tiles.begin * g->z.tile_step + sums->row;
    const float *v = g->v.at + point * g->v.point_step + tiles.begin * g->v.tile_step + sums->col;
    int64_t strips = pieces_needed(sums->rows, TILE_ROWS);
    const float *a;
    Tile tile = {
        .tiles = 1,
        .runs = 1,
        .length = (int)(tiles.end - tiles.begin),
        .a = &a,
        .a_step = g->z.tile_step,
        .b_step = g->v.tile_step,
        .c_step = sums->step,
    };
    for (int64_t i = 0; i < strips; i++) {
        int64_t row = pieces_start(sums->rows, strips, i);
        tile.rows = (int)(pieces_start(sums->rows, strips, i + 1) - row);
        a = z + row;
        for (int64_t col = 0; col < sums->cols; col += TILE_COLS) {
            tile.cols = sums->cols - col > VECTOR ? TILE_COLS : VECTOR;
            tile.b = v + col;
            tile.c = sums->at + point * sums->point_step + row * sums->step + col;
            tile.add = add ? tile.c : NULL;
            tile_by_columns(&tile);
        }
    }
}

static Sums rows_of(const Sums *sums, int64_t begin, int64_t end)
{
    Sums some = *sums;
    some.row += begin, some.rows = end - begin, some.at += begin * sums->step;
    return some;
}

/* Rows begin .. end - 1 of complete sums become weights; dweight is that of row and column 0. */
static void write_weights(const WeightGrad *g, const Sums *sums, int64_t begin, int64_t end, float *dweight)
{
    for (int64_t j = begin; j < end; j++)
        winograd_taps(g->x.cut.m, sums->at + j * sums->step, sums->point_step, sums->cols,
                      dweight + (sums->row + j) * 9 * g->x.c + sums->col, g->x.c);
}

/* Tiles t .. t + count - 1 of the block that begins with tile number `first`. */
static void read_tiles(const WeightGrad *g, int64_t first, int64_t t, int64_t count)
{
    Points v = g->v, z = g->z;
    v.at += t * v.tile_step, z.at += t * z.tile_step;
    winograd_read(&g->x, first + t, count, &v);
    winograd_read_slopes(&g->dy, first + t, count, &z);
}

static int64_t place_points(WeightGrad *g, int64_t x_channels, int64_t dy_channels)
{
    g->v.tile_step = winograd_step(x_channels), g->z.tile_step = winograd_step(dy_channels);
    g->v.point_step = winograd_step(g->block * g->v.tile_step);
    g->z.point_step = winograd_step(g->block * g->z.tile_step);
    return g->points * (g->v.point_step + g->z.point_step);
}

/* A part of the sums, complete. While one point is summed, a share of the lines is asked for that its weights
 * will be written to, if they are far. */
static void sum_part(const WeightGrad *g, const Sums *part, bool far, const float *dweight)
{
    const int64_t lines = 9 * part->rows;
    for (int point = 0; point < g->points; point++) {
        for (int64_t i = pieces_start(lines, g->points, point);
             far && i < pieces_start(lines, g->points, point + 1); i++)
            for (int64_t j = 0; j < part->cols; j += LINE_FLOATS)
                __builtin_prefetch(dweight + (9 * part->row + i) * g->x.c + part->col + j, 1, 2);
        add_products(g, 0, g->tiles, point, part, false);
    }
}

/* All tiles are one block: each part of the sums is complete at once, and becomes weights without leaving L2.
 */
static bool sum_parts(WeightGrad *g, float *dweight, int threads)
{
    int64_t k = g->dy.c, c = g->x.c, size = place_points(g, c, k);
    const bool far = 9 * k * c > NEAR_FLOATS;
    int64_t rows = far ? FAR_ROWS : PART_ROWS, cols = min(c, PART_COLS);
    int64_t k_parts = pieces_needed(k, rows), c_parts = pieces_needed(c, cols);
    int64_t step = winograd_step(cols), point_step = winograd_step(rows * step);
    float *scratch = pool_take((size_t)(size + threads * g->points * point_step) * sizeof(float));
    if (!scratch)
        return false;
    g->v.at = scratch, g->z.at = scratch + g->points * g->v.point_step;
#pragma omp parallel num_threads(threads) if (threads > 1)
    {
#pragma omp for
        for (int64_t t = 0; t < g->tiles; t += READ_TILES)
            read_tiles(g, 0, t, min(READ_TILES, g->tiles - t));
#pragma omp for schedule(dynamic)
        for (int64_t i = 0; i < k_parts * c_parts; i++) {
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
            sum_part(g, &sums, far, dweight);
            write_weights(g, &sums, 0, sums.rows, dweight);
        }
    }
    pool_give(scratch);
    return true;
}

static void sum_slice(const WeightGrad *g, const Sums *all, float *dweight, int threads)
{
    int64_t bands = pieces_needed(all->rows, BAND_ROWS), blocks = pieces_needed(g->tiles, g->block);
#pragma omp parallel num_threads(threads) if (threads > 1)
    {
        for (int64_t b = 0; b < blocks; b++) {
            int64_t first = pieces_start(g->tiles, blocks, b),
                    count = pieces_start(g->tiles, blocks, b + 1) - first;
#pragma omp for
            for (int64_t t = 0; t < count; t += READ_TILES)
                read_tiles(g, first, t, min(READ_TILES, count - t));
#pragma omp for schedule(static, 1)
            for (int64_t i = 0; i < g->points * bands; i++) {
                Sums band = rows_of(all, pieces_start(all->rows, bands, i % bands),
                                    pieces_start(all->rows, bands, i % bands + 1));
                add_products(g, first, count, (int)(i / bands), &band, b > 0);
            }
        }
#pragma omp for
        for (int64_t j = 0; j < all->rows; j++)
            write_weights(g, all, j, j + 1, dweight);
    }
}

/* Slices of dy's channels, one after the other; the sums of a slice grow from block to block. */
static bool sum_slices(WeightGrad *g, float *dweight, int threads)
{
    int64_t k = g->dy.c, c = g->x.c, step = winograd_step(c);
    int64_t slices = pieces_needed(g->points * k * step, SUMS_MAX), widest = pieces_needed(k, slices);
    int64_t size = place_points(g, c, widest), point_step = winograd_step(widest * step);
    float *scratch = pool_take((size_t)(size + g->points * point_step) * sizeof(float));
    if (!scratch)
        return false;
    g->v.at = scratch, g->z.at = scratch + g->points * g->v.point_step;
    float *dy = g->dy.data;
    for (int64_t i = 0; i < slices; i++) {
        int64_t row = pieces_start(k, slices, i);
        g->dy.data = dy + row;
        g->dy.c = pieces_start(k, slices, i + 1) - row;
        Sums all = {.rows = g->dy.c, .cols = c, .at = scratch + size, .step = step, .point_step = point_step};
        sum_slice(g, &all, dweight + row * 9 * c, threads);
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
