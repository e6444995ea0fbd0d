/* Convolution: a matrix product whose left operand is read where it lies.
 *
 * Write down, for every position of the window, the kh * kw * c numbers that it sees: that matrix of patches
 * times the weights (kh * kw * c, k) is the convolution. Stored, it would be nine times as large as the image
 * for a 3 x 3 window, and writing it to memory and reading it back would cost more than the products. But it
 * is all in the image already:
 *
 *   - images are (n, h, w, c), so one line of a window is kw * c numbers in a row: a run;
 *   - the window of the next position begins stride * c numbers further on: the step between rows of a tile;
 *   - so a tile of 14 positions side by side needs kh pointers, and the tile kernel does the rest.
 *
 * Only the zeros around the image are missing. Each task copies the few rows that it is about to work on into
 * a buffer that has them (cpu_slide.c), one by one, and finds these rows in its cache afterwards. The product
 * lands as (n, h2, w2, k), because its rows are positions and its columns channels; bias and ReLU are applied
 * on the way out, as in a dense layer.
 *
 * Small images with many channels go another way: tap by tap (cpu_conv_taps.c). The gradient to the input is
 * a convolution too, of dy: cpu_conv_input.c. */
#include "kernels/cpu.h"
#include "kernels/cpu_conv.h"
#include "kernels/cpu_conv_method.h"
#include "kernels/cpu_conv_taps.h"
#include "kernels/cpu_pack.h"
#include "kernels/cpu_tile.h"
#include "kernels/cpu_winograd.h"
#include "kernels/cpu_pieces.h"

#include "base/pool.h"
#include "base/threads.h"

enum {
    TASK_PIXELS = 32 * TILE_ROWS,  /* about so many positions per task                        */
    GATHER_STEP = TILE_DEPTH + 16, /* between gathered patches: no power of two               */
    MAX_RUNS = 16,                 /* lines of a window that one call of a tile kernel sums   */
};

/* A part of a patch that is summed in one go: `runs` whole rows of the window, or a part of one row. */
typedef struct Depth {
    int64_t r, runs;       /* rows of the window        */
    int64_t start, length; /* floats of each of them    */
    int64_t k;             /* where it starts in a patch */
} Depth;

static int64_t depth_count(const Slide *s)
{
    int64_t run = s->kw * s->c, together = min(TILE_DEPTH / run, MAX_RUNS);
    return together > 0 ? pieces_needed(s->kh, together) : s->kh * pieces_needed(run, TILE_DEPTH);
}

static Depth depth_at(const Slide *s, int64_t i)
{
    int64_t run = s->kw * s->c, depths = depth_count(s), parts = pieces_needed(run, TILE_DEPTH);
    if (parts == 1) {
        int64_t r = pieces_start(s->kh, depths, i), end = pieces_start(s->kh, depths, i + 1);
        return (Depth){.r = r, .runs = end - r, .start = 0, .length = run, .k = r * run};
    }
    int64_t r = i / parts, start = pieces_start(run, parts, i % parts),
            end = pieces_start(run, parts, i % parts + 1);
    return (Depth){.r = r, .runs = 1, .start = start, .length = end - start, .k = r * run + start};
}

static int64_t y_offset(const Correlation *c, int64_t row)
{
    return row / c->slide.rows * c->y_image + row % c->slide.rows * c->y_row;
}

/* The patches of `count` positions from number x of a task on, one below the other. */
static void gather(const Slide *s, const SlideRows *at, const Depth *depth, int64_t x, int count, float *to)
{
    int64_t row = x / s->cols, col = x % s->cols, start = depth->r * at->pitch + depth->start;
    for (int i = 0; i < count; i++, to += GATHER_STEP) {
        const float *from = at->row[row] + start + col * s->stride * s->c;
        pack_short_lines(from, at->pitch, depth->runs, depth->length, to, depth->length);
        if (++col == s->cols)
            col = 0, row++;
    }
}

/* The positions of one tile from column x of row i of a task on, running over into the next rows only if
 * patches are gathered. `top`: where in its image row i looks first. The tile has its rows, its place in y
 * and what is added there, and is used up: a copy, made right after these were written, would wait for them.
 */
static void correlate_tile(const Correlation *c, const SlideRows *at, const Depth *depth, int64_t i,
                           int64_t top, int64_t x, Tile *tile, float *gathered)
{
    const Slide *s = &c->slide;
    const float *runs[MAX_RUNS];
    tile->a = runs;
    const float *b = c->packed + depth->k * TILE_COLS;
    if (c->gathers) {
        runs[0] = gathered;
        gather(s, at, depth, x, tile->rows, gathered);
    } else { /* lines of the window above or below the image would add zeros */
        int64_t skip = min(depth->runs, max(0, -top - depth->r));
        tile->runs = (int)max(0, min(depth->runs, s->h - top - depth->r) - skip);
        for (int64_t r = 0; r < tile->runs; r++)
            runs[r] = at->row[i] + depth->start + (depth->r + skip + r) * at->pitch + x * s->stride * s->c;
        b += skip * depth->length * TILE_COLS;
    }
    int64_t panel = s->kh * s->kw * s->c * TILE_COLS;
    for (int64_t col = 0; col < c->n; col += TILE_COLS) {
        tile->cols = (int)min(c->n - col, TILE_COLS);
        tile->b = b;
        tile_by_rows(tile);
        b += panel;
        tile->c += TILE_COLS;
        tile->bias = tile->bias ? tile->bias + TILE_COLS : NULL;
        tile->add = tile->add ? tile->add + TILE_COLS : NULL;
    }
}

/* While a line is computed, memory brings the pixels that the next one adds. Otherwise copying them takes 6 %
 * of the time of a 3 x 3 window on 64 channels, and a quarter of that of a 1 x 1 window of stride 2 is spent
 * waiting for them. */
static Ahead ask_for_pixels(const Slide *s, const SlideRows *at, int64_t products)
{
    Ahead ask = {.lines = 1};
    ask.width = slide_next(s, at, &ask.at);
    ask.every = (int)max(1, products / (ask.width / TILE_COLS + 1));
    return ask;
}

static void correlate_task(const Correlation *c, int64_t task, const float **row_at, float *scratch)
{
    const Slide *s = &c->slide;
    int64_t first = task * c->task_rows, rows = min(c->task_rows, s->images * s->rows - first);
    SlideRows at = slide_rows(s, first, rows, row_at, scratch);
    float *gathered = scratch + slide_scratch(s, c->task_rows), *results = gathered + TILE_ROWS * GATHER_STEP;
    for (int64_t i = 0; c->scatters && c->add && i < rows; i++)
        pack_short_lines(c->add + y_offset(c, first + i), c->y_col, s->cols, c->n,
                         results + i * s->cols * c->n, c->n);
    int64_t depths = depth_count(s);
    int64_t lines = c->gathers ? 1 : rows,
            line = c->gathers ? rows * s->cols : s->cols; /* tiles do not cross lines */
    int64_t tiles = pieces_needed(line, TILE_ROWS);

    int64_t height = line / tiles, higher = line % tiles;     /* of a tile; so many have a row more */
    const bool at_once = c->gathers || c->n <= TILE_COLS / 2; /* such narrow tiles ask for nothing */

    for (int64_t d = 0; d < depths; d++) {
        Depth depth = depth_at(s, d);
        bool last = d == depths - 1;
        int64_t together = c->gathers ? 1 : tiles_together(TILE_ROWS * s->stride * s->c * depth.runs);
        Tile tile = {
            .runs = c->gathers ? 1 : (int)depth.runs,
            .length = (int)(c->gathers ? depth.runs * depth.length : depth.length),
            .a_step = c->gathers ? GATHER_STEP : s->stride * s->c,
            .b_step = TILE_COLS,
            .c_step = c->scatters ? c->n : c->y_col,
            .relu = c->relu && last,
        };
        int64_t row = first % s->rows, offset = y_offset(c, first); /* of line i */
        for (int64_t i = 0; i < lines; i++) {
            slide_bring(s, &at, at_once ? rows : i + 1);
            Ahead soon;
            if (at.ready < rows)
                soon = ask_for_pixels(s, &at, tiles * pack_panels(c->n) * tile.runs * tile.length);
            tile.ahead = at.ready < rows ? &soon : NULL;
            for (int64_t t = 0, x = 0; t < tiles; t += tile.tiles, x += tile.tiles * tile.rows) {
                tile.rows = (int)(height + (t < higher));
                tile.tiles = (int)min(together, (t < higher ? higher : tiles) - t);
                tile.c = c->scatters ? results + x * c->n : c->y + offset + x * c->y_col;
                tile.bias = last ? c->bias : NULL;
                tile.add = d > 0 || (c->add && c->scatters) ? tile.c
                           : c->add                         ? c->add + offset + x * c->y_col
                                                            : NULL;
                correlate_tile(c, &at, &depth, i, row * s->stride - s->top, x, &tile, gathered);
            }
            offset += c->y_row;
            if (++row == s->rows)
                row = 0, offset += c->y_image - s->rows * c->y_row;
        }
    }
    for (int64_t i = 0; c->scatters && i < rows; i++)
        pack_short_lines(results + i * s->cols * c->n, c->n, s->cols, c->n, c->y + y_offset(c, first + i),
                         c->y_col);
}

/* Does one position of y not begin where the one before ends? */
static bool has_gaps(const Correlation *c)
{
    return c->y_col != c->n || c->y_row != c->slide.cols * c->n;
}

/* Rows that fill their last tile badly are worth a copy when it is used often enough. */
static bool should_gather(const Correlation *c)
{
    int64_t used = c->slide.cols, paid = pieces_needed(used, TILE_ROWS) * TILE_ROWS;
    return used * 2 < paid || (!has_gaps(c) && /* then results are copied, too */
                               used * 4 < paid * 3 && c->n >= 4 * TILE_COLS);
}

static int64_t products(const Correlation *c)
{
    const Slide *s = &c->slide;
    return s->images * s->rows * s->cols * s->kh * s->kw * s->c * c->n;
}

/* Cut it up; returns the floats that each thread needs. */
static int64_t plan_tasks(Correlation *c, int threads)
{
    const Slide *s = &c->slide;
    int64_t all = s->images * s->rows;
    int64_t each = max(2, pieces_needed(all * s->cols, TASK_PIXELS * threads)); /* tasks for each thread */
    c->task_rows = pieces_needed(all, each * threads);
    c->tasks = pieces_needed(all, c->task_rows);
    c->gathers = should_gather(c);
    c->scatters = c->gathers && has_gaps(c);
    int64_t gather_size =
        (c->gathers ? TILE_ROWS * GATHER_STEP : 0) + (c->scatters ? c->task_rows * s->cols * c->n : 0);
    return slide_pointers(c->task_rows) + (slide_scratch(s, c->task_rows) + gather_size + 31) / 16 * 16;
}

bool conv_correlate(Correlation *c, int64_t count)
{
    int64_t work = 0, tasks = 0, each = 0;
    for (int64_t i = 0; i < count; i++)
        work += products(&c[i]);
    int threads = work < CPU_PARALLEL_PRODUCTS ? 1 : threads_count();
    for (int64_t i = 0; i < count; i++) {
        if (conv_taps_suit(&c[i])) {
            if (!conv_taps(&c[i], threads))
                return false;
            c[i].tasks = 0;
            continue;
        }
        each = max(each, plan_tasks(&c[i], threads));
        tasks = max(tasks, c[i].tasks);
    }
    float *scratch = tasks > 0 ? pool_take((size_t)(each * threads) * sizeof(float)) : NULL;
    if (tasks > 0 && !scratch)
        return false;
    Pieces pieces;
    pieces_begin(&pieces, tasks, threads);
#pragma omp parallel num_threads(threads) if (threads > 1)
    for (int64_t task; (task = pieces_take(&pieces)) >= 0;) {
        float *mine = scratch + each * threads_index();
        for (int64_t i = 0; i < count; i++)
            if (task < c[i].tasks)
                correlate_task(&c[i], task, (const float **)(void *)mine,
                               mine + slide_pointers(c[i].task_rows));
    }
    pool_give(scratch);
    return true;
}

static View transposed(View matrix)
{
    View turned = matrix;
    turned.shape[0] = matrix.shape[1], turned.shape[1] = matrix.shape[0];
    turned.stride[0] = matrix.stride[1], turned.stride[1] = matrix.stride[0];
    return turned;
}

/* weight (k_out, k) in panels, as its transpose (k, k_out). */
static void pack_weight(const float *weight, int64_t k_out, int64_t k, float *packed)
{
#pragma omp parallel for if (k * k_out >= CPU_PARALLEL_PRODUCTS)
    for (int64_t col = 0; col < k_out; col += TILE_COLS)
        pack_by_columns(weight + col * k, k, k, min(TILE_COLS, k_out - col), packed + col * k, k);
}

static bool direct_conv(const Convolution *how)
{
    const View *y = how->y;
    Correlation c = {
        .slide = slide_of(&how->window, how->x, y),
        .n = y->shape[3],
        .bias = how->bias ? view_data(how->bias) : NULL,
        .add = how->add ? view_data(how->add) : NULL,
        .relu = how->act == ACT_RELU,
        .y = view_data(y),
        .y_image = y->shape[1] * y->shape[2] * y->shape[3],
        .y_row = y->shape[2] * y->shape[3],
        .y_col = y->shape[3],
    };
    int64_t k = c.slide.kh * c.slide.kw * c.slide.c;
    c.weights = (ConvWeights){view_data(how->weight), c.slide.kw * c.slide.c, c.slide.c, 1, k};
    c.packed = how->packed ? view_data(how->packed) : NULL;
    if (c.packed || conv_taps_suit(&c))
        return conv_correlate(&c, 1);
    float *packed = pool_take((size_t)pack_size(k, c.n) * sizeof(float));
    if (!packed)
        return false;
    pack_weight(view_data(how->weight), c.n, k, packed);
    c.packed = packed;
    bool ok = conv_correlate(&c, 1);
    pool_give(packed);
    return ok;
}

static int64_t patch_size(const View *weight)
{
    return weight->shape[1] * weight->shape[2] * weight->shape[3];
}

/* Of a 1 x 1 window that steps by 1, they are the right operand of a product, and packed they lie by rows: so
 * cpu_gemm can read them in place. */
int64_t cpu_conv_packed_size(const Convolution *how)
{
    int m = conv_winograd(how, PASS_FORWARD);
    if (m > 0)
        return winograd_packed_size(how, m);
    int64_t k = patch_size(how->weight), n = how->y->shape[3];
    return conv_is_product(&how->window) ? k * n : pack_size(k, n);
}

bool cpu_conv_pack(const Convolution *how)
{
    const float *weight = view_data(how->weight);
    float *packed = view_data(how->packed);
    int64_t k = patch_size(how->weight), n = how->y->shape[3];
    int m = conv_winograd(how, PASS_FORWARD);
    if (m > 0)
        winograd_pack(how, m);
    else if (conv_is_product(&how->window))
        pack_transposed(weight, k, n, k, packed, n);
    else
        pack_weight(weight, n, k, packed);
    return true;
}

bool cpu_conv(const Convolution *how)
{
    int m = conv_winograd(how, PASS_FORWARD);
    if (m > 0)
        return winograd_conv(how, m);
    if (!conv_is_product(&how->window))
        return direct_conv(how);
    View a = conv_as_matrix(how->x), b = transposed(conv_as_matrix(how->weight)), c = conv_as_matrix(how->y);
    View add = conv_as_matrix(how->add ? how->add : how->y);
    if (how->packed) {
        b.memory = how->packed->memory, b.offset = how->packed->offset;
        b.stride[0] = b.shape[1], b.stride[1] = 1;
    }
    return cpu_gemm(&(Gemm){
        .a = &a, .b = &b, .c = &c, .bias = how->bias, .add = how->add ? &add : NULL, .act = how->act});
}
