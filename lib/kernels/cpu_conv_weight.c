/* The gradient of a convolution to its weights: patches, transposed, times the gradient of the output.
 *
 * dweight(r, s, i, j) is the sum over all positions of x(position, r, s, i) * dy(position, j): a product that
 * is small (kh * kw * c by k) and very deep, a sum over every pixel of every image. A row of the tile is now
 * one of the numbers of a patch; 14 of them lie side by side in a pixel, and from one product to the next is
 * one position further: a is read by columns, in place. dy is packed, block of positions by block of
 * positions, and used for all of the patch while it is in the cache.
 *
 * A small patch (a 1 x 1 window of 16 to 64 channels, or the first layer's 3 x 3 x 3) uses each number of dy
 * only a few times. The copy would take a third of the time, so dy is read where it lies, and the tiles of
 * the patch, one below the other, share it in one call. Where dy has few channels it lies close together
 * anyway, and a copy would gain nothing. With a 1 x 1 window x and dy are matrices, and either can be the one
 * whose rows are few: the one with fewer channels is, whichever it is.
 *
 * With many channels, or few positions, sums are as large as what they are made of, and even to turn them
 * round at the end takes long: 512 x 512 channels of 3 x 3 weights are 9 MiB. There rows and columns change
 * places: dy gives the rows, the patch the columns, both copied; sums lie as dweight does, and where there is
 * one chunk they are dweight.
 *
 * Who adds what is fixed by the sizes alone. Positions are cut into chunks, at most CHUNKS_MAX; each chunk
 * has sums of its own, added up at the end in the order of the chunks. Where these sums would be large there
 * are few chunks, and threads share the rows of the patch instead, which changes no sum. But each of them
 * then copies the same pixels for itself, so there are no more such bands than threads need. */
#include "kernels/cpu.h"
#include "kernels/cpu_conv.h"
#include "kernels/cpu_conv_method.h"
#include "kernels/cpu_pack.h"
#include "kernels/cpu_tile.h"
#include "kernels/cpu_winograd.h"
#include "kernels/cpu_pieces.h"

#include "base/pool.h"
#include "base/threads.h"

enum {
    PARTIAL_MAX = 1 << 18, /* floats of all partial sums together, about */
    CHUNKS_MAX = 16,
    CHUNK_LEAST = 128,        /* positions: writing the sums takes a tenth of the time then */
    FEW_ROWS = 5 * TILE_ROWS, /* of a patch: dy is not read often enough to be worth a copy */
    CLOSE = 2 * TILE_COLS,    /* channels of dy that need no copy either                    */
    /* Patches are read where they lie, unless one of these is not so. */
    FEW_PANELS = 8 * TILE_COLS, /* channels of dy at most: how often a patch is read             */
    NEAR = 512,                 /* floats between positions, less: farther lines crowd L1        */
    FEW_BLOCKS = 2,             /* of positions, more: sums cost little beside the products      */
    CACHED = 4 << 20,           /* floats of dy that are in the third-level cache, perhaps       */
    A_STEP = (TILE_ROWS + VECTOR - 1) / VECTOR * VECTOR, /* from position to position of a copied tile */
};

typedef struct WeightGrad {
    Slide slide;
    const float *dy;
    int64_t n;      /* channels of dy                                     */
    int64_t n_step; /* n, rounded up: row length of a partial sum         */
    int64_t rows;   /* of positions in a block                            */
    int64_t parts;  /* of a row, where one alone is more than a block     */
    int64_t blocks; /* of positions                                       */
    int64_t chunks; /* of blocks: each has its own partial sum            */
    int64_t bands;  /* pieces of the tiles of a patch                     */
    bool in_place;  /* dy is read where it lies: all but its very end     */
    bool straight;  /* dy gives the rows: sums lie as dweight does        */
    bool turned;    /* x and dy have changed places, and so have the axes of the sums */
    float *partial; /* (chunks, kh * kw * c, n_step), straight (chunks, n, kh * kw * c) */
} WeightGrad;

/* Tiles read whole vectors: so many floats behind the channels of a position. */
static int64_t read_beyond(const WeightGrad *g)
{
    return (VECTOR - g->n % VECTOR) % VECTOR;
}

/* For what a thread copies of one block of positions, but for their rows. */
static int64_t copies_room(const WeightGrad *g)
{
    if (g->straight)
        return TILE_DEPTH * (TILE_COLS + A_STEP * pieces_needed(g->n, TILE_ROWS));
    return g->in_place && read_beyond(g) == 0 ? 0 : pack_size(TILE_DEPTH, g->n);
}

/* The positions of one block. */
typedef struct Block {
    int64_t number;      /* of blocks              */
    int64_t first, rows; /* rows of positions      */
    int64_t x, cols;     /* and columns            */
    int64_t count;       /* rows * cols            */
    const float *dy;     /* of the first of them   */
} Block;

static Block block_at(const WeightGrad *g, int64_t i)
{
    const Slide *s = &g->slide;
    int64_t first = i / g->parts * g->rows, x = pieces_start(s->cols, g->parts, i % g->parts);
    Block block = {
        .number = i,
        .first = first,
        .rows = min(g->rows, s->images * s->rows - first),
        .x = x,
        .cols = pieces_start(s->cols, g->parts, i % g->parts + 1) - x,
        .dy = g->dy + (first * s->cols + x) * g->n,
    };
    block.count = block.rows * block.cols;
    return block;
}

/* What a block reads. */
typedef struct Reads {
    Ahead dy, x;
} Reads;

/* While a block is multiplied, memory brings what the next one reads, a line every few products. Tiles ask
 * for themselves only along a row; where that is long, and all is near, it is enough. */
static Ahead *ask_for_next(const WeightGrad *g, const Block *block, int64_t products, Reads *reads)
{
    const Slide *s = &g->slide;
    const bool near = s->images * s->rows * s->cols * g->n <= CACHED;
    if (block->number + 1 == g->blocks || (near && g->parts > 1))
        return NULL;
    const Block next = block_at(g, block->number + 1);
    const int64_t line = s->w * s->c, pixel = s->stride * s->c, image = next.first / s->rows,
                  y = next.first % s->rows * s->stride;
    reads->dy = (Ahead){.at = next.dy, .lines = 1, .width = next.count * g->n, .then = &reads->x};
    reads->x = (Ahead){
        .at = s->x + (image * s->h + y) * line + next.x * pixel,
        .step = s->stride * line,
        .lines = next.rows,
        .width = (min(s->stride, s->kh) - 1) * line + next.cols * pixel,
    };
    const int64_t pieces = ahead_pieces(&reads->dy) + ahead_pieces(&reads->x);
    reads->dy.every = reads->x.every = (int)max(1, products / pieces);
    return &reads->dy;
}

/* Add one block of positions to the sums of one band of the patch. */
static void add_block(const WeightGrad *g, const Block *block, int64_t band, float *sums, bool add,
                      const float **row_at, float *scratch)
{
    const Slide *s = &g->slide;
    int64_t rows = block->rows, cols = block->cols, k = block->count, run = s->kw * s->c,
            run_tiles = pieces_needed(run, TILE_ROWS);
    float *packed = scratch;
    int64_t behind =
        (s->images * s->rows - block->first) * s->cols - block->x - k; /* positions after these */
    bool in_place = g->in_place && behind * g->n >= read_beyond(g);
    if (!in_place)
        pack_by_rows(block->dy, g->n, k, g->n, packed, k);
    SlideRows at = slide_rows(s, block->first, rows, row_at, scratch + copies_room(g));
    slide_bring(s, &at, rows);

    const float *a[TILE_DEPTH];
    int64_t pixel = s->stride * s->c; /* from one position to the next */
    Tile tile = {
        .runs = (int)rows,
        .length = (int)cols,
        .a = a,
        .a_step = pixel,
        .b_step = in_place ? g->n : TILE_COLS,
        .c_step = g->n_step,
    };
    int64_t t = pieces_start(s->kh * run_tiles, g->bands, band);
    int64_t end = pieces_start(s->kh * run_tiles, g->bands, band + 1);
    Reads soon;
    tile.ahead = ask_for_next(g, block, k * (end - t) * pack_panels(g->n), &soon);
    for (; t < end; t += tile.tiles) {
        tile.tiles = (int)min(end - t, pieces_alike(run, run_tiles, t % run_tiles));
        int64_t r = t / run_tiles, i = pieces_start(run, run_tiles, t % run_tiles);
        tile.rows = (int)(pieces_start(run, run_tiles, t % run_tiles + 1) - i);
        for (int64_t q = 0; q < rows; q++)
            a[q] = at.row[q] + r * at.pitch + block->x * pixel + i;
        for (int64_t col = 0; col < g->n; col += TILE_COLS) {
            tile.cols = (int)min(TILE_COLS, g->n - col);
            tile.b = in_place ? block->dy + col : packed + col * k;
            tile.c = sums + (r * run + i) * g->n_step + col;
            tile.add = add ? tile.c : NULL;
            tile_by_columns(&tile);
        }
    }
}

/* dy of one block, in tiles of channels: each k positions of A_STEP floats. A few positions at a time, all of
 * their channels. */
static void pack_dy(const WeightGrad *g, const Block *block, float *packed)
{
    enum { POSITIONS = 8 };
    int64_t tiles = pieces_needed(g->n, TILE_ROWS);
    for (int64_t p = 0; p < block->count; p += POSITIONS)
        for (int64_t t = 0; t < tiles; t++) {
            int64_t j = min(pieces_start(g->n, tiles, t), g->n - A_STEP);
            pack_lines(block->dy + p * g->n + j, g->n, min(POSITIONS, block->count - p), A_STEP,
                       packed + (t * block->count + p) * A_STEP, A_STEP);
        }
}

/* The same to sums that lie as dweight does: rows are channels of dy, columns numbers of a patch. */
static void add_block_straight(const WeightGrad *g, const Block *block, int64_t band, float *sums, bool add,
                               const float **row_at, float *scratch)
{
    const Slide *s = &g->slide;
    int64_t rows = block->rows, cols = block->cols, k = block->count, tiles = pieces_needed(g->n, TILE_ROWS);
    int64_t run = s->kw * s->c, panels = pieces_needed(run, TILE_COLS), pixel = s->stride * s->c;
    float *patches = scratch, *packed = patches + TILE_DEPTH * TILE_COLS;
    pack_dy(g, block, packed);
    SlideRows at = slide_rows(s, block->first, rows, row_at, scratch + copies_room(g));
    slide_bring(s, &at, rows);

    const float *a;
    Tile tile = {
        .tiles = 1,
        .runs = 1,
        .length = (int)k,
        .a = &a,
        .a_step = A_STEP,
        .b = patches,
        .b_step = TILE_COLS,
        .c_step = s->kh * run,
    };
    int64_t panel = pieces_start(s->kh * panels, g->bands, band);
    int64_t end = pieces_start(s->kh * panels, g->bands, band + 1);
    Reads soon;
    tile.ahead = ask_for_next(g, block, k * (end - panel) * tiles, &soon);
    for (; panel < end; panel++) {
        int64_t r = panel / panels, i = panel % panels * TILE_COLS;
        tile.cols = (int)min(TILE_COLS, run - i);
        for (int64_t q = 0; q < rows; q++)
            pack_by_rows(at.row[q] + r * at.pitch + block->x * pixel + i, pixel, cols, tile.cols,
                         patches + q * cols * TILE_COLS, cols);
        for (int64_t t = 0; t < tiles; t++) {
            int64_t j = pieces_start(g->n, tiles, t);
            tile.rows = (int)(pieces_start(g->n, tiles, t + 1) - j);
            a = packed + t * k * A_STEP + max(0, j + A_STEP - g->n);
            tile.c = sums + j * tile.c_step + r * run + i;
            tile.add = add ? tile.c : NULL;
            tile_by_columns(&tile);
        }
    }
}

/* pack_transposed to lines that are far apart, on pages of their own: memory is asked for the next ones while
 * some are written. */
static void turn(const float *from, int64_t step, int64_t lines, int64_t length, float *to, int64_t to_step)
{
    enum { SOME = 16 };
    for (int64_t p = 0; p < length; p += SOME) {
        for (int64_t soon = p + SOME; soon < min(p + 2 * SOME, length); soon++)
            __builtin_prefetch(to + soon * to_step, 1);
        pack_transposed(from + p, step, lines, min(SOME, length - p), to + p * to_step, to_step);
    }
}

/* dweight[j][i], or [i][j] where turned or straight, = sum of partial[chunk][i][j] over the chunks, in their
 * order. */
static void add_partials(const WeightGrad *g, float *dweight, int threads)
{
    int64_t patch = g->slide.kh * g->slide.kw * g->slide.c, rows = g->straight ? g->n : patch,
            length = g->straight ? patch : g->n, step = g->straight ? patch : g->n_step,
            pieces = pieces_needed(rows, 16);
#pragma omp parallel for num_threads(threads) if (threads > 1)
    for (int64_t piece = 0; piece < pieces; piece++) {
        int64_t i = pieces_start(rows, pieces, piece), count = pieces_start(rows, pieces, piece + 1) - i;
        float *sum = g->partial + i * step;
        for (int64_t chunk = 1; chunk < g->chunks; chunk++) {
            const float *more = sum + chunk * rows * step;
            for (int64_t j = 0; j < count * step; j++)
                sum[j] += more[j];
        }
        if (g->turned || g->straight)
            pack_lines(sum, step, count, length, dweight + i * length, length);
        else
            turn(sum, step, count, length, dweight + i, patch);
    }
}

static void plan(WeightGrad *g, int threads)
{
    const Slide *s = &g->slide;
    int64_t k = s->kh * s->kw * s->c, all = s->images * s->rows;
    g->n_step = (g->n + 15) / 16 * 16;
    g->in_place = k <= FEW_ROWS || g->n <= CLOSE;
    g->chunks = max(1, min(PARTIAL_MAX / (k * g->n_step), CHUNKS_MAX));
    int64_t least = max(pieces_needed(all, g->chunks), pieces_needed(CHUNK_LEAST, s->cols));
    g->rows = min(all, min(max(TILE_DEPTH / s->cols, 1), least));
    g->parts = pieces_needed(s->cols, TILE_DEPTH);
    g->blocks = pieces_needed(all, g->rows) * g->parts;
    g->chunks = min(g->chunks, g->blocks);
    g->straight = !g->in_place && !g->turned && g->n >= A_STEP &&
                  (g->n > FEW_PANELS || s->stride * s->c >= NEAR || g->blocks <= FEW_BLOCKS);
    /* each band packs dy again: as few as give every thread as much to do */
    int64_t most = s->kh * pieces_needed(s->kw * s->c, g->straight ? TILE_COLS : TILE_ROWS);
    g->bands = 1;
    while (g->bands < most && g->chunks * g->bands % threads > 0 && g->chunks * g->bands < 4 * threads)
        g->bands++;
}

static bool grad_weight(WeightGrad *g, float *dweight)
{
    const Slide *s = &g->slide;
    int64_t k = s->kh * s->kw * s->c;
    int64_t work = k * g->n * s->images * s->rows * s->cols;
    int threads = work < CPU_PARALLEL_PRODUCTS ? 1 : threads_count();
    plan(g, threads);
    int64_t each_sum = k * (g->straight ? g->n : g->n_step),
            partial = g->straight && g->chunks == 1 ? 0 : g->chunks * each_sum;
    int64_t row_size = slide_pointers(g->rows);
    int64_t each = row_size + copies_room(g) + (slide_scratch(s, g->rows) + 31) / 16 * 16;
    float *scratch = pool_take((size_t)(partial + each * threads) * sizeof(float));
    if (!scratch)
        return false;
    g->partial = scratch;
    Pieces pieces;
    pieces_begin(&pieces, g->chunks * g->bands, threads);
#pragma omp parallel num_threads(threads) if (threads > 1)
    for (int64_t task; (task = pieces_take(&pieces)) >= 0;) {
        int64_t chunk = task / g->bands, begin = pieces_start(g->blocks, g->chunks, chunk);
        int64_t end = pieces_start(g->blocks, g->chunks, chunk + 1);
        float *mine = scratch + partial + each * threads_index(),
              *sums = (partial > 0 ? g->partial : dweight) + chunk * each_sum;
        const float **row_at = (const float **)(void *)mine;
        for (int64_t b = begin; b < end; b++) {
            Block block = block_at(g, b);
            if (g->straight)
                add_block_straight(g, &block, task % g->bands, sums, b > begin, row_at, mine + row_size);
            else
                add_block(g, &block, task % g->bands, sums, b > begin, row_at, mine + row_size);
        }
    }
    if (partial > 0)
        add_partials(g, dweight, threads);
    pool_give(scratch);
    return true;
}

bool cpu_conv_grad_weight(const Convolution *how)
{
    int m = conv_winograd(how, PASS_GRAD_WEIGHT);
    if (m > 0)
        return winograd_grad_weight(how, m);
    WeightGrad g = {
        .slide = slide_of(&how->window, how->x, how->y), .dy = view_data(how->y), .n = how->y->shape[3]};
    Slide *s = &g.slide;
    if (conv_is_product(&how->window)) { /* all pixels make one long row */
        s->w = s->cols = s->images * s->h * s->w;
        s->images = s->h = s->rows = 1;
        if (s->c > g.n && (g.n <= FEW_ROWS || s->c <= FEW_PANELS)) {
            g.turned = true;
            g.dy = view_data(how->x), s->x = view_data(how->y);
            g.n = how->x->shape[3], s->c = how->y->shape[3];
        }
    }
    return grad_weight(&g, view_data(how->weight));
}
