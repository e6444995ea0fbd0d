/* Winograd's convolution: a 3 x 3 window that steps by 1, with a quarter of the multiplications.
 * (chapter 15)
 *
 * Where multiplications can be saved. A line of four results y of a window g of three is a product of
 * polynomials in disguise: its numbers are coefficients of a polynomial of degree 5, which takes 12
 * multiplications as the definition has it. But a polynomial of degree 5 is known as soon as its values at
 * six points are known, and the value of a product is the product of the values: six multiplications, if one
 * agrees on points, computes the values of both factors there, multiplies, and goes back to coefficients.
 * Toom and Cook did that to long numbers; Winograd turned it around for filters (1980), Lavin and Gray took
 * it to nets (2016). For tiles of 4 x 4 results both ways: 6 x 6 = 36 multiplications instead of 16 x 9 =
 * 144. With three matrices,
 *
 *   y = A^T [ (G g G^T) . (B^T d B) ] A       d: 6 x 6 pixels, g: 3 x 3 weights, y: 4 x 4 results
 *
 * where the dot multiplies number by number. That is F(4 x 4, 3 x 3). F(2 x 2, 3 x 3) is the same with four
 * points and 16 instead of 36 multiplications per tile of four.
 *
 * Where the transforms hide. Per pixel they would cost more than is saved. But d is transformed once for all
 * channels of y, y once for all channels of x, g once for all tiles. In between, every one of the 36 points
 * is a matrix product of its own, (tiles, c) x (c, k), for the same tile kernel as everything else. So the
 * transforms' part of the work falls as 1 / channels: a quarter for 64 channels, less for more.
 *
 * Where the numbers wait. Transformed, an image is 36/16 as large; written to memory and read back, the
 * savings would be gone. So tiles are taken in blocks:
 *
 *   small weights (by_tiles):     the 36 transformed matrices stay in the caches. Each thread takes blocks of
 *                                 so many tiles that their points and products fit into its L2.
 *   large weights (by_channels):  512 x 512 x 36 floats are 37 MB; to write them out and read them back takes
 *                                 as long as the products of 64 tiles. So the tiles' points are kept instead,
 *                                 and weights are transformed just before they are multiplied, a panel of y's
 *                                 channels at a time, while memory brings the next. For many tiles all
 *                                 channels of x are summed at once, though so many weights leave L2 again: to
 *                                 add up products costs more. For few tiles it does not: they take 64
 *                                 channels of x at a time, as soon as all weights together would leave L2.
 *
 * Where an image ends inside a tile. Of 13 x 13 pixels the last tiles hold one row or column of four. What
 * their other results would have been made of is seen by nobody, so it may be chosen, and is chosen such that
 * points become zero: three of six for a single row (cpu_winograd_cut.h).
 *
 * What it costs: exactness. The way back multiplies by powers of the points and subtracts what is nearly
 * equal. With the points 0, 1, -1, 2, -2 of the textbooks the largest error on a ResNet's layers is 1e-5 of
 * the largest result. Powers that stay near 1 cancel less: 0, 3/4, -3/4, 3/2, -3/2 are exact in binary, cost
 * the same, and leave 2e-6 to 5e-6; F(2 x 2, 3 x 3) has 1e-6, direct sums a little less. Beyond 4 x 4 errors
 * grow by ten for every two rows.
 *
 * The limit. Direct sums reach the peak of the machine; F(4 x 4) would end at 4 times the peak if tiles
 * always fitted (7 x 7 pixels take 121 products instead of 441: 3.6) and transforms cost nothing. `make
 * bench` shows 2.7 for 56 x 56 x 64, and 1.8 where weights must be transformed for few tiles. */
#include "kernels/cpu_winograd.h"

#include "base/pool.h"
#include "base/threads.h"
#include "kernels/cpu.h"
#include "kernels/cpu_pack.h"
#include "kernels/cpu_tile.h"
#include "kernels/cpu_winograd_tile.h"
#include "kernels/cpu_pieces.h"

enum {
    GATHER_ROWS = 64,       /* lines of weights that are brought together             */
    READ_TILES = 4,         /* that a thread transforms at a time, in turns           */
    WEIGHTS_MAX = 1 << 20,  /* floats of transformed weights that are kept            */
    BLOCK_FLOATS = 1 << 17, /* points and products of a block: they stay in L2        */
    SHARED_TILES = 256,     /* of a block by channels: more than pay for its weights  */
    FEW_TILES = 32,         /* their points stay in L2 beside a panel's weights ...   */
    FEW_DEPTH = 64,         /* ... for so many channels of x,                         */
    FEW_WEIGHTS = 1 << 18,  /* or beside all of so many                               */
};

/* One convolution, in the words of the loops below. */
typedef struct Winograd {
    TiledImages x, y;
    Finish finish;
    int points;           /* (m + 2)^2                                            */
    int64_t tiles;        /* of all images                                        */
    const float *taps;    /* the weights                                          */
    bool turned;          /* they lead from y to x: turned around, and from k to c */
    int64_t depth;        /* channels of x that are summed together               */
    int64_t block;        /* tiles at most whose points wait to be multiplied     */
    int64_t c_step;       /* between tiles, of one point                          */
    int64_t x_step;       /* from point to point, of a block of tiles             */
    int64_t y_step;       /* between the points of a tile of products             */
    const float *weights; /* all of them, transformed; or NULL: when needed       */
    int64_t weights_step; /* from point to point, of them                         */
} Winograd;

/* Channels [c0, c0 + c) of one panel of weights, transformed: straight from where they lie in lines already;
 * otherwise GATHER_ROWS channels at a time are brought together, as lines of TILE_COLS. */
static void transform_weights(const Winograd *w, int64_t panel, int64_t c0, int64_t c, float *to)
{
    int64_t col = panel * TILE_COLS, k = min(TILE_COLS, w->y.c - col);
    const int m = w->y.cut.m, cols = tile_cols(k);
    if (w->turned && k == cols) {
        winograd_weights(m, w->taps + (c0 * 9 + 8) * w->y.c + col, -w->y.c, 9 * w->y.c, c, cols, to,
                         w->weights_step);
        return;
    }
    float together[9][GATHER_ROWS * TILE_COLS];
    for (int64_t i = 0; i < c; i += GATHER_ROWS) {
        int64_t rows = min(GATHER_ROWS, c - i), row = c0 + i;
        for (int tap = 0; tap < 9; tap++)
            if (w->turned)
                pack_by_rows(w->taps + (row * 9 + 8 - tap) * w->y.c + col, 9 * w->y.c, rows, k, together[tap],
                             rows);
            else
                pack_by_columns(w->taps + (col * 9 + tap) * w->x.c + row, 9 * w->x.c, rows, k, together[tap],
                                rows);
        winograd_weights(m, together[0], GATHER_ROWS * TILE_COLS, TILE_COLS, rows, cols, to + i * TILE_COLS,
                         w->weights_step);
    }
}

/* Products of `count` tiles with a panel of weights; channels [c0, c0 + c). */
static void multiply(const Winograd *w, const Points *v, int64_t first, int64_t count, int64_t c0, int64_t c,
                     const float *weights, int64_t panel, Ahead *next, float *products)
{
    const int side = w->y.cut.m + 2;
    const float *a;
    Tile tile = {
        .cols = tile_cols(w->y.c - panel * TILE_COLS),
        .tiles = 1,
        .runs = 1,
        .length = (int)c,
        .a = &a,
        .a_step = v->tile_step,
        .b_step = TILE_COLS,
        .c_step = w->points * w->y_step,
        .ahead = next,
    };
    for (int point = 0, row = 0; row < side; row++)
        for (int col = 0; col < side; col++, point++) {
            TileRange tiles = winograd_with_point(&w->y.cut, row, col, first, count);
            int strips = (int)pieces_needed(tiles.end - tiles.begin, TILE_ROWS);
            tile.b = weights + point * w->weights_step;
            for (int64_t t = tiles.begin; t < tiles.end; t += tile.rows, strips--) {
                tile.rows = (int)(tiles.end - t) / strips;
                a = v->at + t * v->tile_step + point * v->point_step + c0;
                tile.c = products + (t * w->points + point) * w->y_step;
                tile.add = c0 > 0 ? tile.c : NULL;
                tile_by_rows(&tile);
            }
        }
}

/* The weights of a panel and channels [c0, c0 + c), nine lines for each channel of y, are asked for while
 * `count` tiles are multiplied by those before them. False: there are none, or none that have to be turned;
 * the others ask for themselves. */
static bool ask_for_weights(const Winograd *w, int64_t panel, int64_t c0, int64_t c, int64_t count,
                            Ahead *ask)
{
    int64_t col = panel * TILE_COLS, lines = 9 * min(TILE_COLS, w->y.c - col);
    int64_t products = w->points * pieces_needed(count, TILE_ROWS) * c;
    if (w->weights || w->turned || lines <= 0)
        return false;
    *ask = (Ahead){.at = w->taps + col * 9 * w->x.c + c0, .step = w->x.c, .width = c, .lines = lines};
    /* half of the products ask for sums */
    ask->every = (int)max(1, products / 2 / ahead_pieces(ask));
    return true;
}

/* A panel of y, for `count` tiles whose points are x. */
static void convolve_panel(const Winograd *w, int64_t first, int64_t count, const Points *x, int64_t panel,
                           float *scratch)
{
    int64_t channel = panel * TILE_COLS, depths = pieces_needed(w->x.c, w->depth);
    float *mine = scratch + w->block * w->points * w->y_step;
    Points products = {scratch, w->points * w->y_step, w->y_step};
    for (int64_t d = 0; d < depths; d++) {
        int64_t c0 = pieces_start(w->x.c, depths, d), c = pieces_start(w->x.c, depths, d + 1) - c0;
        const float *weights = mine;
        if (w->weights)
            weights = w->weights + panel * w->points * w->weights_step + c0 * TILE_COLS;
        else
            transform_weights(w, panel, c0, c, mine);
        Ahead next;
        bool asks = d + 1 < depths ? ask_for_weights(w, panel, c0 + c, c, count, &next)
                                   : ask_for_weights(w, panel + 1, 0, c, count, &next);
        multiply(w, x, first, count, c0, c, weights, panel, asks ? &next : NULL, products.at);
    }
    winograd_write(&w->y, first, count, &products, channel, min(TILE_COLS, w->y.c - channel), &w->finish);
}

/* Transformed tiles of x lie point after point: strips of them are what multiply reads. */
static Points points_at(const Winograd *w, float *memory, int64_t tile)
{
    return (Points){memory + tile * w->c_step, w->c_step, w->x_step};
}

static void set_block(Winograd *w, int64_t blocks)
{
    w->block = pieces_needed(w->tiles, blocks);
    w->x_step = winograd_step(w->block * w->c_step);
}

/* From point to point of weights that are all there. */
static int64_t weights_step(const Winograd *w)
{
    return winograd_step(w->x.c * TILE_COLS);
}

static bool by_tiles(Winograd *w, int threads)
{
    int64_t panels = pack_panels(w->y.c);
    int64_t strips = max(1, BLOCK_FLOATS / (w->points * (w->c_step + w->y_step) * TILE_ROWS));
    int64_t blocks = pieces_needed(pieces_needed(w->tiles, strips * TILE_ROWS), threads) * threads;
    blocks = min(blocks, w->tiles); /* fewer than threads, perhaps */
    set_block(w, blocks);
    w->weights_step = weights_step(w);
    int64_t panel_size = w->points * w->weights_step, x_size = w->points * w->x_step;
    int64_t each = x_size + w->block * w->points * w->y_step, to_transform = w->weights ? 0 : panels;
    float *scratch = pool_take((size_t)(to_transform * panel_size + each * threads) * sizeof(float));
    if (!scratch)
        return false;
    if (!w->weights)
        w->weights = scratch;
    Pieces pieces;
    pieces_begin(&pieces, blocks, threads);
#pragma omp parallel num_threads(threads) if (threads > 1)
    {
#pragma omp for
        for (int64_t p = 0; p < to_transform; p++)
            transform_weights(w, p, 0, w->x.c, scratch + p * panel_size);
        for (int64_t b; (b = pieces_take(&pieces)) >= 0;) {
            int64_t first = pieces_start(w->tiles, blocks, b);
            int64_t count = pieces_start(w->tiles, blocks, b + 1) - first;
            float *mine = scratch + to_transform * panel_size + each * threads_index();
            Points x = points_at(w, mine, 0);
            winograd_read(&w->x, first, count, &x);
            for (int64_t p = 0; p < panels; p++)
                convolve_panel(w, first, count, &x, p, mine + x_size);
        }
    }
    pool_give(scratch);
    return true;
}

static bool by_channels(Winograd *w, int threads)
{
    int64_t blocks = pieces_needed(w->tiles, SHARED_TILES);
    set_block(w, blocks);
    w->weights_step = w->weights ? weights_step(w) : winograd_step(w->depth * TILE_COLS);
    int64_t x_size = w->points * w->x_step, products = w->block * w->points * w->y_step;
    int64_t each = products + (w->weights ? 0 : w->points * w->weights_step);
    float *scratch = pool_take((size_t)(x_size + each * threads) * sizeof(float));
    if (!scratch)
        return false;
#pragma omp parallel num_threads(threads) if (threads > 1)
    for (int64_t b = 0; b < blocks; b++) {
        int64_t first = pieces_start(w->tiles, blocks, b);
        int64_t count = pieces_start(w->tiles, blocks, b + 1) - first;
        Points x = points_at(w, scratch, 0);
#pragma omp for
        for (int64_t t = 0; t < count; t += READ_TILES) {
            Points some = points_at(w, scratch, t);
            winograd_read(&w->x, first + t, min(READ_TILES, count - t), &some);
        }
#pragma omp for schedule(dynamic)
        for (int64_t p = 0; p < pack_panels(w->y.c); p++)
            convolve_panel(w, first, count, &x, p, scratch + x_size + each * threads_index());
    }
    pool_give(scratch);
    return true;
}

static bool convolve(Winograd *w)
{
    w->points = (w->y.cut.m + 2) * (w->y.cut.m + 2);
    w->tiles = winograd_tiles(&w->y.cut);
    w->c_step = winograd_step(w->x.c);
    int threads = w->tiles * w->points * w->x.c * w->y.c < CPU_PARALLEL_PRODUCTS ? 1 : threads_count();
    bool few = w->y.cut.m == 4 && w->tiles <= FEW_TILES && w->y.c > TILE_COLS;
    w->depth = min(w->x.c, few ? FEW_DEPTH : TILE_DEPTH);
    w->y_step = winograd_step(TILE_COLS);
    int64_t most = few ? FEW_WEIGHTS : WEIGHTS_MAX;
    return w->points * w->x.c * w->y.c <= most ? by_tiles(w, threads) : by_channels(w, threads);
}

bool winograd_conv(const Convolution *how, int m)
{
    const Cut cut = winograd_cut(m, how->y);
    Winograd w = {
        .x = tiled_images(how->x, cut, how->window.pad),
        .y = tiled_images(how->y, cut, 0),
        .finish = {how->bias ? view_data(how->bias) : NULL, how->add ? view_data(how->add) : NULL,
                   how->act == ACT_RELU},
        .taps = view_data(how->weight),
        .weights = how->packed ? view_data(how->packed) : NULL,
    };
    return convolve(&w);
}

int64_t winograd_packed_size(const Convolution *how, int m)
{
    const Winograd w = {.x.c = how->x->shape[3], .points = (m + 2) * (m + 2)};
    return pack_panels(how->y->shape[3]) * w.points * weights_step(&w);
}

void winograd_pack(const Convolution *how, int m)
{
    const Cut cut = winograd_cut(m, how->y);
    Winograd w = {
        .x = tiled_images(how->x, cut, how->window.pad),
        .y = tiled_images(how->y, cut, 0),
        .points = (m + 2) * (m + 2),
        .taps = view_data(how->weight),
    };
    w.weights_step = weights_step(&w);
    float *to = view_data(how->packed);
#pragma omp parallel for
    for (int64_t p = 0; p < pack_panels(w.y.c); p++)
        transform_weights(&w, p, 0, w.x.c, to + p * w.points * w.weights_step);
}

/* dx(position) collects dy(position + pad - r) * weight(r): a convolution with the window turned around. */
bool winograd_grad_input(const Convolution *how, int m)
{
    const Cut cut = winograd_cut(m, how->x);
    Winograd w = {
        .x = tiled_images(how->y, cut, 2 - how->window.pad),
        .y = tiled_images(how->x, cut, 0),
        .finish.add = how->adds ? view_data(how->x) : NULL,
        .taps = view_data(how->weight),
        .turned = true,
    };
    return convolve(&w);
}
