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
 * slices. To transform x again for each costs some percent of the slice's products. */
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
};

typedef struct WeightGrad {
    TiledImages x, dy;
    int points;
    int64_t tiles, block; /* of all images; at most in a block                             */
    Points v, z;          /* a block of x and of dy, transformed: point after point         */
    float *sums;          /* (points, k, v.tile_step)                                       */
} WeightGrad;

/* sums += z^T v for `count` tiles from `first` on, one point, one band of k. */
static void add_products(const WeightGrad *g, int64_t first, int64_t count, int point, int64_t begin,
                         int64_t end, bool add)
{
    int64_t c = g->v.tile_step, strips = pieces_needed(end - begin, TILE_ROWS);
    const int side = g->x.cut.m + 2;
    TileRange tiles = winograd_with_point(&g->dy.cut, point / side, point % side, first, count);
    const float *a;
    Tile tile = {
        .tiles = 1,
        .runs = 1,
        .length = (int)(tiles.end - tiles.begin),
        .a = &a,
        .a_step = g->z.tile_step,
        .b_step = c,
        .c_step = c,
    };
    for (int64_t i = 0; i < strips; i++) {
        int64_t row = begin + pieces_start(end - begin, strips, i);
        tile.rows = (int)(begin + pieces_start(end - begin, strips, i + 1) - row);
        a = g->z.at + tiles.begin * g->z.tile_step + point * g->z.point_step + row;
        for (int64_t col = 0; col < g->x.c; col += TILE_COLS) {
            tile.cols = g->x.c - col > VECTOR ? TILE_COLS : VECTOR;
            tile.b = g->v.at + tiles.begin * c + point * g->v.point_step + col;
            tile.c = g->sums + (point * g->dy.c + row) * c + col;
            tile.add = add ? tile.c : NULL;
            tile_by_columns(&tile);
        }
    }
}

static void read_block(const WeightGrad *g, int64_t first, int64_t t, int64_t count)
{
    Points v = g->v, z = g->z;
    v.at += t * v.tile_step, z.at += t * z.tile_step;
    winograd_read(&g->x, first + t, count, &v);
    winograd_read_slopes(&g->dy, first + t, count, &z);
}

static void sum_up(const WeightGrad *g, float *dweight, int threads)
{
    int64_t k = g->dy.c, c = g->x.c, bands = pieces_needed(k, BAND_ROWS), step = k * g->v.tile_step;
    int64_t blocks = pieces_needed(g->tiles, g->block);
#pragma omp parallel num_threads(threads) if (threads > 1)
    {
        for (int64_t b = 0; b < blocks; b++) {
            int64_t first = pieces_start(g->tiles, blocks, b),
                    count = pieces_start(g->tiles, blocks, b + 1) - first;
#pragma omp for
            for (int64_t t = 0; t < count; t += READ_TILES)
                read_block(g, first, t, min(READ_TILES, count - t));
#pragma omp for schedule(static, 1)
            for (int64_t i = 0; i < g->points * bands; i++)
                add_products(g, first, count, (int)(i / bands), pieces_start(k, bands, i % bands),
                             pieces_start(k, bands, i % bands + 1), b > 0);
        }
#pragma omp for
        for (int64_t j = 0; j < k; j++)
            winograd_taps(g->x.cut.m, g->sums + j * g->v.tile_step, step, c, dweight + j * 9 * c, c);
    }
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
    int64_t k = g.dy.c, slices = pieces_needed(g.points * k * winograd_step(g.x.c), SUMS_MAX);
    int64_t widest = pieces_needed(k, slices);
    g.v.tile_step = winograd_step(g.x.c), g.z.tile_step = winograd_step(widest);
    g.v.point_step = winograd_step(g.block * g.v.tile_step),
    g.z.point_step = winograd_step(g.block * g.z.tile_step);
    int64_t v_size = g.points * g.v.point_step, z_size = g.points * g.z.point_step;
    float *scratch =
        pool_take((size_t)(v_size + z_size + g.points * widest * g.v.tile_step + TILE_COLS) * sizeof(float));
    if (!scratch)
        return false;
    g.v.at = scratch, g.z.at = scratch + v_size, g.sums = scratch + v_size + z_size;
    float *dy = g.dy.data, *dweight = view_data(how->weight);
    for (int64_t i = 0; i < slices; i++) {
        int64_t first = pieces_start(k, slices, i);
        g.dy.data = dy + first;
        g.dy.c = pieces_start(k, slices, i + 1) - first;
        sum_up(&g, dweight + first * 9 * g.x.c, threads_count());
    }
    pool_give(scratch);
    return true;
}
