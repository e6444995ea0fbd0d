/* LESSON */
#include "kernels/cpu_winograd.h"

#include "base/pool.h"
#include "base/threads.h"
#include "kernels/cpu.h"
#include "kernels/cpu_pack.h"
#include "kernels/cpu_tile.h"
#include "kernels/cpu_winograd_tile.h"

#ifdef _OPENMP
#include <omp.h>
#define THREAD_NUMBER omp_get_thread_num()
#else
#define THREAD_NUMBER 0
#endif

enum {
    GATHER_ROWS = 32,
    READ_TILES = 4,
    WEIGHTS_MAX = 1 << 20,  /* floats of transformed weights that are kept            */
    BLOCK_FLOATS = 1 << 18, /* points and products of a block: they stay in L2        */
    SHARED_TILES = 256,
    PARALLEL_MIN = 256 * 1024, /* multiplications; below it a second thread does not pay */
};

/* One convolution, in the words of the loops below. */
typedef struct Winograd {
    TiledImages x, y;
    Finish finish;
    int points;           /* (m + 2)^2                                            */
    int64_t tiles;        /* of all images                                        */
    const float *taps;    /* the weights                                          */
    bool turned;          /* they lead from y to x: turned around, and from k to c */
    int64_t group;        /* panels of channels of y that are computed together   */
    int64_t depth;        /* channels of x that are summed together               */
    int64_t block;        /* tiles at most whose points wait to be multiplied     */
    int64_t c_step;       /* between the points of a tile                         */
    int64_t y_step;       /* between the points of a tile of products             */
    float *weights;       /* all of them, transformed; or NULL: when needed       */
    int64_t weights_step; /* from point to point, of them                         */
} Winograd;

static int64_t min(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t max(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* Channels [c0, c0 + c) of one panel of weights, transformed: GATHER_ROWS channels at a time are brought
 * together, as lines of TILE_COLS. */
static void transform_weights(const Winograd *w, int64_t panel, int64_t c0, int64_t c, float *to)
{
    int64_t col = panel * TILE_COLS, k = min(TILE_COLS, w->y.c - col);
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
        winograd_weights(w->x.m, together[0], GATHER_ROWS * TILE_COLS, rows * TILE_COLS, to + i * TILE_COLS,
                         w->weights_step);
    }
}

/* Products of `count` tiles with some panels of weights; channels [c0, c0 + c). */
static void multiply(const Winograd *w, const float *v, int64_t count, int64_t c0, int64_t c,
                     const float *weights, int64_t panel0, int64_t panels, float *products)
{
    int64_t strips = pieces_needed(count, TILE_ROWS);
    const float *a;
    Tile tile = {
        .runs = 1,
        .length = (int)c,
        .a = &a,
        .a_step = w->points * w->c_step,
        .b_step = TILE_COLS,
        .c_step = w->points * w->y_step,
    };
    for (int point = 0; point < w->points; point++)
        for (int64_t i = 0; i < strips; i++) {
            int64_t t = pieces_start(count, strips, i);
            tile.rows = (int)(pieces_start(count, strips, i + 1) - t);
            a = v + (t * w->points + point) * w->c_step + c0;
            for (int64_t p = 0; p < panels; p++) {
                tile.cols = w->y.c - (panel0 + p) * TILE_COLS > VECTOR ? TILE_COLS : VECTOR;
                tile.b = weights + (p * w->points + point) * w->weights_step;
                tile.c = products + (t * w->points + point) * w->y_step + p * TILE_COLS;
                tile.add = c0 > 0 ? tile.c : NULL;
                tile_by_rows(&tile);
            }
        }
}

/* One group of channels of y, for `count` tiles whose points are v. */
static void convolve_group(const Winograd *w, int64_t first, int64_t count, const float *v, int64_t group,
                           float *scratch)
{
    int64_t panel = group * w->group, panels = min(w->group, pack_panels(w->y.c) - panel);
    int64_t panel_size = w->points * w->weights_step, depths = pieces_needed(w->x.c, w->depth);
    float *mine = scratch + w->block * w->points * w->y_step;
    Points products = {scratch, w->points * w->y_step, w->y_step};
    for (int64_t d = 0; d < depths; d++) {
        int64_t c0 = pieces_start(w->x.c, depths, d), c = pieces_start(w->x.c, depths, d + 1) - c0;
        for (int64_t p = 0; p < panels && !w->weights; p++)
            transform_weights(w, panel + p, c0, c, mine + p * panel_size);
        const float *weights = w->weights ? w->weights + panel * panel_size + c0 * TILE_COLS : mine;
        multiply(w, v, count, c0, c, weights, panel, panels, products.at);
    }
    int64_t channel = panel * TILE_COLS;
    winograd_write(&w->y, first, count, &products, channel, min(panels * TILE_COLS, w->y.c - channel),
                   &w->finish);
}

static bool by_tiles(Winograd *w, int threads)
{
    int64_t panels = pack_panels(w->y.c);
    w->group = min(2, panels);
    w->y_step = w->group * TILE_COLS + VECTOR;
    int64_t strips = max(1, BLOCK_FLOATS / (w->points * (w->c_step + w->y_step) * TILE_ROWS));
    int64_t blocks = pieces_needed(pieces_needed(w->tiles, strips * TILE_ROWS), threads) * threads;
    w->block = pieces_needed(w->tiles, blocks);
    w->weights_step = w->x.c * TILE_COLS + VECTOR;
    int64_t panel_size = w->points * w->weights_step;
    int64_t tile = w->points * w->c_step, each = w->block * (tile + w->points * w->y_step) + VECTOR;
    float *scratch = pool_take((size_t)(panels * panel_size + each * threads) * sizeof(float));
    if (!scratch)
        return false;
    w->weights = scratch;
    float *rest = scratch + panels * panel_size;
#pragma omp parallel num_threads(threads) if (threads > 1)
    {
#pragma omp for
        for (int64_t p = 0; p < panels; p++)
            transform_weights(w, p, 0, w->x.c, scratch + p * panel_size);
#pragma omp for schedule(dynamic)
        for (int64_t b = 0; b < blocks; b++) {
            float *v = rest + each * THREAD_NUMBER, *products = v + w->block * tile;
            int64_t first = pieces_start(w->tiles, blocks, b),
                    count = pieces_start(w->tiles, blocks, b + 1) - first;
            winograd_read(&w->x, first, count, &(Points){v, tile, w->c_step});
            for (int64_t g = 0; g * w->group < panels; g++)
                convolve_group(w, first, count, v, g, products);
        }
    }
    pool_give(scratch);
    return true;
}

static bool by_channels(Winograd *w, int threads)
{
    int64_t panels = pack_panels(w->y.c), blocks = pieces_needed(w->tiles, SHARED_TILES);
    w->group = max(1, min(4, panels / threads));
    w->y_step = w->group * TILE_COLS + VECTOR;
    w->block = pieces_needed(w->tiles, blocks);
    w->weights_step = w->depth * TILE_COLS + VECTOR;
    int64_t tile = w->points * w->c_step;
    int64_t each = w->block * w->points * w->y_step + w->group * w->points * w->weights_step;
    float *scratch = pool_take((size_t)(w->block * tile + each * threads) * sizeof(float));
    if (!scratch)
        return false;
    float *rest = scratch + w->block * tile;
#pragma omp parallel num_threads(threads) if (threads > 1)
    for (int64_t b = 0; b < blocks; b++) {
        int64_t first = pieces_start(w->tiles, blocks, b),
                count = pieces_start(w->tiles, blocks, b + 1) - first;
#pragma omp for
        for (int64_t t = 0; t < count; t += READ_TILES)
            winograd_read(&w->x, first + t, min(READ_TILES, count - t),
                          &(Points){scratch + t * tile, tile, w->c_step});
#pragma omp for schedule(dynamic)
        for (int64_t g = 0; g < pieces_needed(panels, w->group); g++)
            convolve_group(w, first, count, scratch, g, rest + each * THREAD_NUMBER);
    }
    pool_give(scratch);
    return true;
}

static bool convolve(Winograd *w, int64_t images)
{
    int side = w->x.m + 2;
    w->points = side * side;
    w->y.m = w->x.m;
    w->x.rows = w->y.rows = pieces_needed(w->y.h, w->y.m);
    w->x.cols = w->y.cols = pieces_needed(w->y.w, w->y.m);
    w->tiles = images * w->x.rows * w->x.cols;
    w->c_step = pieces_needed(w->x.c, VECTOR) * VECTOR + VECTOR;
    int threads = w->tiles * w->points * w->x.c * w->y.c < PARALLEL_MIN ? 1 : threads_count();
    w->depth = min(w->x.c, TILE_DEPTH);
    return w->points * w->x.c * w->y.c <= WEIGHTS_MAX ? by_tiles(w, threads) : by_channels(w, threads);
}

bool winograd_conv(const Convolution *how, int m)
{
    Winograd w = {
        .x = tiled_images(how->x, m, how->window.pad),
        .y = tiled_images(how->y, m, 0),
        .finish = {how->bias ? view_data(how->bias) : NULL, how->add ? view_data(how->add) : NULL,
                   how->act == ACT_RELU},
        .taps = view_data(how->weight),
    };
    return convolve(&w, how->x->shape[0]);
}

/* dx(position) collects dy(position + pad - r) * weight(r): a convolution with the window turned around. */
bool winograd_grad_input(const Convolution *how, int m)
{
    Winograd w = {
        .x = tiled_images(how->y, m, 2 - how->window.pad),
        .y = tiled_images(how->x, m, 0),
        .taps = view_data(how->weight),
        .turned = true,
    };
    return convolve(&w, how->x->shape[0]);
}
