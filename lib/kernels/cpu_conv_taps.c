/* Convolution of small images with many channels: one matrix product for each tap of the window.
 *
 * On an image of 7 x 7 pixels, a 3 x 3 window hangs over the edge at 24 of its 49 positions, and 80 of 441
 * products of a tap with a pixel are with zeros of the border. With 512 channels each of these is a sum long
 * enough for a call of its own, so they can be left out: a tap is applied only to the positions at which it
 * lies inside the image, which are a rectangle.
 *
 * The rows of this rectangle are six or seven pixels long: half a tile. So a few images are computed
 * together: in a copy, the same pixel of all of them lies side by side, and a row of the rectangle is as many
 * times longer. Columns that a stride keeps apart are sorted in the copy, until a tap finds its pixels side
 * by side as well.
 *
 *   for each panel of TILE_COLS channels of y              its weights are packed into L2 (590 KiB)
 *     for each group of images                             they are read into L2, too (1 MiB)
 *       for each tap                                       sums wait in L2 (50 KiB)
 *         for each row of positions that it sees
 *           sums += pixels x weights
 *       y = act(sums + bias + add)
 *
 * 512 x 512 channels of 3 x 3 weights are 9 MiB, a few images far less. So memory brings each weight once,
 * and it is used up before it leaves L2 again. Packed all together first, they would be written to memory and
 * read back: up to a fifth of the time of a batch of four.
 *
 * On ResNet-18's last block this leaves out 18 % of the products and takes 23 % less time than cpu_conv.c
 * does. */
#include "kernels/cpu_conv_taps.h"

#include <string.h>

#include "base/pool.h"
#include "base/threads.h"
#include "kernels/cpu_pack.h"
#include "kernels/cpu_pieces.h"
#include "kernels/cpu_tile.h"

enum {
    GROUP_FLOATS = 1 << 18, /* of a group of images, about                             */
    LEAST_CHANNELS = 64,    /* that a tap sums: below, adding to sums takes too long   */
    LEAST_USES = 512,       /* of each copied float: taps times channels of y          */
};

/* Images that are computed together. */
typedef struct Group {
    int64_t first, images;
    float *pixels; /* (h, columns in the order of `place`, images, c) */
    float *sums;   /* (rows, cols, images, TILE_COLS)                 */
} Group;

/* Columns of an image, rounded up so that each of the stride's remainders that there are has as many. */
static int64_t columns(const Slide *s)
{
    return pieces_needed(s->w, s->stride) * min(s->w, s->stride);
}

/* Where pixel (y, x) lies in the copy, in pixels: columns of the same remainder side by side. */
static int64_t place(const Slide *s, int64_t y, int64_t x)
{
    return y * columns(s) + x % s->stride * pieces_needed(s->w, s->stride) + x / s->stride;
}

static Group group_at(const Slide *s, int64_t groups, int64_t i, float *pixels)
{
    int64_t first = pieces_start(s->images, groups, i);
    return (Group){
        .first = first,
        .images = pieces_start(s->images, groups, i + 1) - first,
        .pixels = pixels + s->h * columns(s) * s->c * first,
    };
}

static void copy_pixels(const Slide *s, const Group *g)
{
    for (int64_t i = 0; i < g->images; i++)
        for (int64_t y = 0; y < s->h; y++)
            for (int64_t x = 0; x < s->w; x++)
                memcpy(g->pixels + (place(s, y, x) * g->images + i) * s->c,
                       s->x + (((g->first + i) * s->h + y) * s->w + x) * s->c, (size_t)s->c * sizeof(float));
}

/* Of positions along one axis, those [from, to) at which a tap lies inside: at position 0 it is `before`
 * pixels outside. */
typedef struct Range {
    int64_t from, to;
} Range;

static Range inside(int64_t positions, int64_t size, int64_t stride, int64_t before)
{
    return (Range){
        .from = pieces_needed(max(0, before), stride),
        .to = min(positions, pieces_needed(max(0, size + before), stride)),
    };
}

/* to (lines, TILE_COLS) += from (lines, k) x b (k, TILE_COLS) */
static void add_product(const float *from, int64_t from_step, int64_t lines, int64_t k, const float *b,
                        float *to)
{
    const float *a;
    Tile tile = {
        .cols = TILE_COLS,
        .runs = 1,
        .length = (int)k,
        .a = &a,
        .a_step = from_step,
        .b = b,
        .b_step = TILE_COLS,
        .c_step = TILE_COLS,
    };
    int64_t tiles = pieces_needed(lines, TILE_ROWS);
    for (int64_t t = 0; t < tiles; t += tile.tiles) {
        int64_t line = pieces_start(lines, tiles, t);
        tile.tiles = (int)pieces_alike(lines, tiles, t);
        tile.rows = (int)(pieces_start(lines, tiles, t + 1) - line);
        a = from + line * from_step;
        tile.add = tile.c = to + line * TILE_COLS;
        tile_by_rows(&tile);
    }
}

/* What tap (r, q) adds to the sums; b are its weights for one panel. */
static void add_tap(const Slide *s, const Group *g, int64_t r, int64_t q, const float *b)
{
    Range rows = inside(s->rows, s->h, s->stride, s->top - r);
    Range cols = inside(s->cols, s->w, s->stride, s->left - q);
    int64_t parts = pieces_needed(s->c, TILE_DEPTH);
    if (cols.from >= cols.to)
        return;
    for (int64_t part = 0; part < parts; part++) {
        int64_t k0 = pieces_start(s->c, parts, part), k = pieces_start(s->c, parts, part + 1) - k0;
        for (int64_t y = rows.from; y < rows.to; y++) {
            int64_t pixel = place(s, y * s->stride - s->top + r, cols.from * s->stride - s->left + q);
            add_product(g->pixels + pixel * g->images * s->c + k0, s->c, (cols.to - cols.from) * g->images, k,
                        b + k0 * TILE_COLS, g->sums + (y * s->cols + cols.from) * g->images * TILE_COLS);
        }
    }
}

/* The sums of channels [col, col + TILE_COLS) become y. */
static void finish(const Correlation *c, const Group *g, int64_t col)
{
    const Slide *s = &c->slide;
    const float *sums = g->sums;
    for (int64_t position = 0; position < s->rows * s->cols; position++)
        for (int64_t i = g->first; i < g->first + g->images; i++, sums += TILE_COLS) {
            int64_t at = i * c->y_image + position / s->cols * c->y_row + position % s->cols * c->y_col + col;
            for (int64_t j = 0; j < min(TILE_COLS, c->n - col); j += VECTOR) {
                int count = (int)min(VECTOR, c->n - col - j);
                Vector sum = *(const VectorAt *)(sums + j);
                if (c->bias)
                    sum += vector_load(c->bias + col + j, count);
                if (c->add)
                    sum += vector_load(c->add + at + j, count);
                vector_store(c->y + at + j, c->relu ? vector_relu(sum) : sum, count);
            }
        }
}

/* The weights of one panel, tap after tap. */
static void pack_panel(const Correlation *c, int64_t panel, float *to)
{
    const Slide *s = &c->slide;
    const ConvWeights *w = &c->weights;
    int64_t cols = min(TILE_COLS, c->n - panel * TILE_COLS);
    for (int64_t tap = 0; tap < s->kh * s->kw; tap++, to += s->c * TILE_COLS) {
        const float *from = w->data + tap / s->kw * w->row + tap % s->kw * w->col + panel * TILE_COLS * w->to;
        if (w->to == 1)
            pack_by_rows(from, w->from, s->c, cols, to, s->c);
        else
            pack_by_columns(from, w->to, s->c, cols, to, s->c);
    }
}

/* A panel of y for one group; b are its weights. */
static void run_group(const Correlation *c, const Group *g, int64_t panel, const float *b)
{
    const Slide *s = &c->slide;
    memset(g->sums, 0, (size_t)(s->rows * s->cols * g->images * TILE_COLS) * sizeof(float));
    for (int64_t tap = 0; tap < s->kh * s->kw; tap++)
        add_tap(s, g, tap / s->kw, tap % s->kw, b + tap * s->c * TILE_COLS);
    finish(c, g, panel * TILE_COLS);
}

/* Rows of positions that fill less than two thirds of their tiles, a border to leave out, and sums that are
 * worth it. */
bool conv_taps_suit(const Correlation *c)
{
    const Slide *s = &c->slide;
    bool narrow = s->cols * 3 < pieces_needed(s->cols, TILE_ROWS) * TILE_ROWS * 2;
    return narrow && !slide_fits(s) && s->h * s->w * s->c <= GROUP_FLOATS && s->c >= LEAST_CHANNELS &&
           s->kh * s->kw * c->n >= LEAST_USES;
}

bool conv_taps(const Correlation *c, int threads)
{
    const Slide *s = &c->slide;
    int64_t groups = max(1, pieces_needed(s->images, GROUP_FLOATS / (s->h * s->w * s->c)));
    int64_t panels = pieces_needed(c->n, TILE_COLS), bands = 1; /* of groups: each packs its panel */
    if (threads > 1)
        bands = min(groups, pieces_needed(4 * threads, panels));
    int64_t image = s->h * columns(s) * s->c, sums = s->rows * s->cols * pieces_needed(s->images, groups);
    int64_t panel_size = s->kh * s->kw * s->c * TILE_COLS,
            each = (c->packed ? 0 : panel_size) + sums * TILE_COLS;
    float *scratch = pool_take((size_t)(each * threads + image * s->images) * sizeof(float));
    if (!scratch)
        return false;
    float *pixels = scratch + each * threads;
    Pieces pieces;
    pieces_begin(&pieces, panels * bands, threads);
#pragma omp parallel num_threads(threads) if (threads > 1)
    {
#pragma omp for
        for (int64_t i = 0; i < groups; i++) {
            Group g = group_at(s, groups, i, pixels);
            copy_pixels(s, &g);
        }
        for (int64_t task; (task = pieces_take(&pieces)) >= 0;) {
            int64_t panel = task % panels, band = task / panels;
            float *mine = scratch + each * threads_index();
            const float *b = c->packed ? c->packed + panel * panel_size : mine + sums * TILE_COLS;
            if (!c->packed)
                pack_panel(c, panel, mine + sums * TILE_COLS);
            for (int64_t i = pieces_start(groups, bands, band); i < pieces_start(groups, bands, band + 1);
                 i++) {
                Group g = group_at(s, groups, i, pixels);
                g.sums = mine;
                run_group(c, &g, panel, b);
            }
        }
    }
    pool_give(scratch);
    return true;
}
