/* The matrix product: c = act(a x b + bias + add). (chapter 15)
 *
 * A product of two 1000 x 1000 matrices is 10^9 multiply-adds on 3 * 10^6 numbers: there is plenty of reuse,
 * the question is where the numbers wait in the meantime. cpu_tile.c keeps a tile of c in registers; around
 * it, loops choose the order of the tiles so that each operand waits in the cache that fits it.
 *
 *   for each task: a piece of c, for one thread
 *     for each TILE_DEPTH products of the sum
 *       for each block of BLOCK_PANELS panels of b               it waits in L2 (768 KiB)
 *         for each set of tiles of a                             so does it, with its part of c (400 KiB)
 *           for as many of them as L1 holds (28 KiB)
 *             for each panel of TILE_COLS columns of b           it streams through, 9 bytes a cycle
 *               for each of these tiles of TILE_ROWS rows of a   it waits in L1
 *                 the tile: c += a x b                           sums wait in registers
 *
 * An a of few rows is one set, all of which meets one panel after the other: no panel is wanted again.
 *
 * Copies. b is cut into panels of TILE_COLS columns, each stored line after line, so that a tile reads one
 * stream of memory from front to back. A panel is packed right before it is first used. But a b that comes by
 * rows and is near is read where it lies, and so is any b when a is only a few tiles high. a is read in
 * place, because a tile touches only 14 lines of it, and copied only where that would be slow: lines that are
 * a multiple of 4 KiB apart fall into the same few places of the first-level cache and push each other out,
 * and by columns every product is on another line. A set of tiles is packed when the first block meets it,
 * and kept if other blocks follow.
 *
 * What comes from far away is asked for long before: while a set is multiplied by a block, what comes next
 * arrives, a line every few products. Asked for only when it is packed or multiplied, it arrives no faster,
 * and nothing is multiplied meanwhile.
 *
 * Each element is summed by one thread, in one order, for any number of threads.
 *
 * The limit: squares of 256 and more are limited by multiply-adds; very small ones by call overhead, a
 * microsecond or less; one row or column by memory (cpu_gemm_thin.c), and in part a b that is far away, if a
 * is a few tiles high: 16 rows reach two fifths of the peak, 64 three quarters. */
#include "kernels/cpu.h"
#include "kernels/cpu_gemm.h"
#include "kernels/cpu_pack.h"
#include "kernels/cpu_tile.h"
#include "kernels/cpu_pieces.h"

#include "base/pool.h"
#include "base/threads.h"

enum {
    BLOCK_PANELS = 384 / TILE_COLS,
    NEAR_FLOATS = TILE_DEPTH * 512, /* that L2 holds                                                     */
    SET_FLOATS = 96 * 1024,         /* of a and c, at most                                               */
    PAGE_FLOATS = 1024,             /* 4 KiB                                                             */
    FEW_ROWS = 20 * TILE_ROWS,      /* of a: packing b does not pay (batches of 64)                      */
    FEW_ROWS_PAGES = 2 * TILE_ROWS, /* nor then, where lines of b are whole pages apart                  */
    ROW_PANELS = 6,                 /* in a block then: so long are the lines that are asked for,        */
    COLUMN_PANELS = 2,              /* and so many of them                                               */
    KEPT_ROWS = 4096,               /* of a, in a task that keeps it packed: 8 MiB, mostly in L3         */
    TASK_ROWS = 32 * TILE_ROWS,     /* of c: tasks side by side may pack the same b                      */
    TASK_PANELS = 8,                /* of b: tasks one below the other may pack the same a               */
};

/* One product, in the words of the loops below. */
typedef struct Product {
    int64_t m, n, k;
    const float *a, *b;
    int64_t a_step, b_step; /* between rows or between columns, see a_by_rows */
    bool a_by_rows, b_by_rows;
    float *c;
    int64_t c_step;
    const float *bias, *add;
    bool relu;
    int64_t depths;           /* parts that the sums are cut into                         */
    int64_t blocks;           /* of b, side by side                                       */
    int64_t set, together;    /* tiles of a in a set, and those that share each panel     */
    bool few;                 /* a is one set: packed panels are wanted once              */
    int64_t in_place;         /* so many panels of b are read where they lie              */
    bool pack_a, keep_a;      /* and keep it: blocks after the first find it packed       */
    int64_t a_line, a_tile;   /* floats between lines of packed tiles, and between tiles  */
    int64_t a_room, b_room;   /* floats for copies, per thread                            */
    int64_t m_tasks, n_tasks; /* pieces that c is cut into                                */
} Product;

/* The piece of c that is one thread's. */
typedef struct Work {
    const Product *p;
    int64_t row, tiles, low, high; /* of a: the first, and its tiles: `high` of them have low + 1 rows */
    int64_t sets;                  /* that the tiles make                                              */
    int64_t panel, panels;         /* of b                                                             */
    float *packed_a, *packed_b;
} Work;

/* What is multiplied before anything else is: a set of tiles by a block of panels, for a part of the sums. */
typedef struct Part {
    int64_t depth, block, set;           /* which                          */
    int64_t k0, k;                       /* its products                   */
    int64_t tile, tile_end, row, rows;   /* of a                           */
    int64_t panel, panel_end, col, cols; /* of b                           */
} Part;

static Product product_of(const Gemm *how)
{
    Product p = {
        .m = how->c->shape[0],
        .n = how->c->shape[1],
        .k = how->a->shape[1],
        .a = view_data(how->a),
        .b = view_data(how->b),
        .c = view_data(how->c),
        .c_step = how->c->stride[0],
        .bias = how->bias ? view_data(how->bias) : NULL,
        .relu = how->act == ACT_RELU,
        .add = how->add ? view_data(how->add) : NULL,
    };
    p.a_by_rows = gemm_by_rows(how->a, &p.a_step);
    p.b_by_rows = gemm_by_rows(how->b, &p.b_step);
    return p;
}

static const float *a_at(const Product *p, int64_t row, int64_t k0)
{
    return p->a_by_rows ? p->a + row * p->a_step + k0 : p->a + k0 * p->a_step + row;
}

static const float *b_at(const Product *p, int64_t k0, int64_t col)
{
    return p->b_by_rows ? p->b + k0 * p->b_step + col : p->b + col * p->b_step + k0;
}

static int64_t tile_row(const Work *w, int64_t i)
{
    return w->row + i * w->low + min(i, w->high);
}

static Part part_of(const Work *w, int64_t depth, int64_t block, int64_t set)
{
    const Product *p = w->p;
    Part part = {
        .depth = depth,
        .block = block,
        .set = set,
        .k0 = pieces_start(p->k, p->depths, depth),
        .tile = pieces_start(w->tiles, w->sets, set),
        .tile_end = pieces_start(w->tiles, w->sets, set + 1),
        .panel = w->panel + pieces_start(w->panels, p->blocks, block),
        .panel_end = w->panel + pieces_start(w->panels, p->blocks, block + 1),
    };
    part.k = pieces_start(p->k, p->depths, depth + 1) - part.k0;
    part.row = tile_row(w, part.tile);
    part.rows = tile_row(w, part.tile_end) - part.row;
    part.col = part.panel * TILE_COLS;
    part.cols = min(part.panel_end * TILE_COLS, p->n) - part.col;
    return part;
}

/* The one after it; after the last one, its depth is one too many. */
static Part next_part(const Work *w, const Part *part)
{
    if (part->set + 1 < w->sets)
        return part_of(w, part->depth, part->block, part->set + 1);
    if (part->block + 1 < w->p->blocks)
        return part_of(w, part->depth, part->block + 1, 0);
    return part_of(w, part->depth + 1, 0, 0);
}

/* Where tile i is packed. */
static float *tile_at(const Work *w, const Part *part, int64_t i)
{
    return w->packed_a + (w->p->keep_a ? i : i - part->tile) * w->p->a_tile;
}

/* What a part reads of a: what it packs, or what is packed. Of an a that is read by rows the first tile is
 * enough, each tile asks for the one below it. */
static Ahead part_of_a(const Work *w, const Part *part)
{
    const Product *p = w->p;
    if (p->keep_a && part->block > 0)
        return (Ahead){.at = tile_at(w, part, part->tile),
                       .lines = 1,
                       .width = (part->tile_end - part->tile) * p->a_tile};
    return (Ahead){.at = a_at(p, part->row, part->k0),
                   .step = p->a_step,
                   .lines = !p->a_by_rows ? part->k
                            : p->pack_a   ? part->rows
                                          : w->low,
                   .width = p->a_by_rows ? part->k : part->rows};
}

static Ahead part_of_b(const Work *w, const Part *part)
{
    const Product *p = w->p;
    return (Ahead){.at = b_at(p, part->k0, part->col),
                   .step = p->b_step,
                   .lines = p->b_by_rows ? part->k : part->cols,
                   .width = p->b_by_rows ? part->cols : part->k};
}

/* What is to be asked for during a part: what the next one reads and this one does not. NULL: nothing, or it
 * is near. */
static Ahead *ask_for_next(const Work *w, const Part *part, Ahead *a, Ahead *b)
{
    const Product *p = w->p;
    const Part next = next_part(w, part);
    if (next.depth == p->depths || (p->m + p->n) * p->k <= NEAR_FLOATS)
        return NULL;
    const bool same_a = w->sets == 1 && next.block > 0, same_b = next.set > 0;
    *a = part_of_a(w, &next);
    *b = part_of_b(w, &next);
    a->then = same_b ? NULL : b;
    const int64_t pieces = (same_a ? 0 : ahead_pieces(a)) + (same_b ? 0 : ahead_pieces(b)),
                  products = part->k * (part->tile_end - part->tile) * (part->panel_end - part->panel);
    a->every = b->every = (int)max(1, products / pieces);
    return same_a ? b : a;
}

/* Products k to k_end of tile i, in the order in which the kernel reads them. */
static void pack_tile(const Work *w, const Part *part, int64_t i, int64_t k, int64_t k_end)
{
    const Product *p = w->p;
    const int64_t row = tile_row(w, i), rows = tile_row(w, i + 1) - row;
    const float *from = a_at(p, row, part->k0 + k);
    float *to = tile_at(w, part, i) + k * (p->a_by_rows ? 1 : p->a_line);
    if (p->a_by_rows)
        pack_lines(from, p->a_step, rows, k_end - k, to, p->a_line);
    else if (row + TILE_ROWS <= p->m) /* a constant count is faster, even when there are more than it takes */
        pack_lines(from, p->a_step, k_end - k, TILE_ROWS, to, p->a_line);
    else
        pack_lines(from, p->a_step, k_end - k, rows, to, p->a_line);
}

/* The tiles of a part, by columns a few lines at a time across all of them: a is read along its lines. */
static void pack_a(const Work *w, const Part *part)
{
    const int64_t some = w->p->a_by_rows ? part->k : 8;
    for (int64_t k = 0; k < part->k; k += some)
        for (int64_t i = part->tile; i < part->tile_end; i++)
            pack_tile(w, part, i, k, min(k + some, part->k));
}

/* Where panel j is read, packed if it has to be: the first tiles that want it do that. */
static const float *panel_at(const Work *w, const Part *part, int64_t j, bool first)
{
    const Product *p = w->p;
    const float *from = b_at(p, part->k0, j * TILE_COLS);
    if (j < p->in_place)
        return from;
    float *packed = w->packed_b + (p->few ? 0 : (j - part->panel) * part->k * TILE_COLS);
    if (first)
        (p->b_by_rows ? pack_by_rows : pack_by_columns)(
            from, p->b_step, part->k, min(p->n - j * TILE_COLS, TILE_COLS), packed, part->k);
    return packed;
}

/* What panel j adds to tiles [first, end). */
static void multiply_panel(const Work *w, const Part *part, int64_t j, int64_t first, int64_t end,
                           Ahead *soon)
{
    const Product *p = w->p;
    const int64_t col = j * TILE_COLS;
    const bool last = part->depth == p->depths - 1;
    const float *a;
    Tile tile = {
        .cols = (int)min(p->n - col, TILE_COLS),
        .runs = 1,
        .length = (int)part->k,
        .a = &a,
        .a_step = p->pack_a ? p->a_line : p->a_step,
        .b = panel_at(w, part, j, part->set == 0 && first == part->tile),
        .b_step = j < p->in_place ? p->b_step : TILE_COLS,
        .c_step = p->c_step,
        .bias = p->bias && last ? p->bias + col : NULL,
        .relu = p->relu && last,
        .ahead = soon,
    };
    for (int64_t i = first; i < end; i += tile.tiles) {
        const int64_t row = tile_row(w, i);
        a = p->pack_a ? tile_at(w, part, i) : a_at(p, row, part->k0);
        tile.rows = (int)(tile_row(w, i + 1) - row);
        tile.tiles = p->pack_a ? 1 : (int)((i < w->high ? min(w->high, end) : end) - i);
        tile.c = p->c + row * p->c_step + col;
        tile.add = part->depth > 0 ? tile.c : p->add ? p->add + row * p->c_step + col : NULL;
        (p->a_by_rows ? tile_by_rows : tile_by_columns)(&tile);
    }
}

static void multiply_part(const Work *w, const Part *part)
{
    const Product *p = w->p;
    if (p->pack_a && part->block == 0)
        pack_a(w, part);
    Ahead a, b, *soon = ask_for_next(w, part, &a, &b);
    for (int64_t i = part->tile; i < part->tile_end; i += p->together)
        for (int64_t j = part->panel; j < part->panel_end; j++)
            multiply_panel(w, part, j, i, min(i + p->together, part->tile_end), soon);
}

static void multiply_task(const Product *p, int64_t task, float *scratch)
{
    int64_t mi = task % p->m_tasks, ni = task / p->m_tasks, panels = pack_panels(p->n);
    Work w = {
        .p = p,
        .row = pieces_start(p->m, p->m_tasks, mi),
        .panel = pieces_start(panels, p->n_tasks, ni),
        .packed_a = scratch,
        .packed_b = scratch + p->a_room,
    };
    int64_t m = pieces_start(p->m, p->m_tasks, mi + 1) - w.row;
    w.tiles = pieces_needed(m, TILE_ROWS);
    w.low = m / w.tiles, w.high = m % w.tiles;
    w.sets = pieces_needed(w.tiles, p->set);
    w.panels = pieces_start(panels, p->n_tasks, ni + 1) - w.panel;
    for (Part part = part_of(&w, 0, 0, 0); part.depth < p->depths; part = next_part(&w, &part))
        multiply_part(&w, &part);
}

/* Tasks for one thread each, and more of them than threads where there is much to do. Tall pieces share
 * nothing of a, wide pieces nothing of b. */
static void plan_tasks(Product *p, int threads)
{
    const int64_t panels = pack_panels(p->n);
    p->m_tasks = p->keep_a ? pieces_needed(p->m, KEPT_ROWS) : 1;
    p->n_tasks = 1;
    if (threads == 1)
        return;
    if (p->m >= TASK_ROWS * threads)
        p->m_tasks = pieces_needed(pieces_needed(p->m, KEPT_ROWS), threads) * threads;
    else if (panels % threads == 0 || panels >= TASK_PANELS * threads)
        p->n_tasks = threads;
    else if (p->m >= 2 * TILE_ROWS * threads)
        p->m_tasks = threads;
    else
        p->n_tasks = min(panels, threads);
}

static void plan(Product *p, int threads)
{
    const int64_t panels = pack_panels(p->n);
    const bool a_pages = p->a_step % PAGE_FLOATS == 0;
    p->pack_a = p->a_by_rows ? a_pages && p->n >= 8 * TILE_COLS : p->n >= (a_pages ? 2 : 10) * TILE_COLS;
    p->keep_a = p->pack_a && panels > BLOCK_PANELS;
    plan_tasks(p, threads);
    const int64_t mine = pieces_needed(panels, p->n_tasks);
    int64_t tiles = pieces_needed(pieces_needed(p->m, p->m_tasks), TILE_ROWS);
    p->depths = pieces_needed(p->k, TILE_DEPTH);
    int64_t k = pieces_needed(p->k, p->depths);

    const int64_t set = SET_FLOATS / (TILE_ROWS * (k + min(p->n, BLOCK_PANELS * TILE_COLS)));
    p->few = tiles <= max(set, FEW_ROWS / TILE_ROWS);
    p->set = p->few ? tiles : set;
    p->together = p->few ? tiles : tiles_together(TILE_ROWS * k);
    p->blocks = pieces_needed(mine, !p->few ? BLOCK_PANELS : p->b_by_rows ? ROW_PANELS : COLUMN_PANELS);

    const bool near = p->k * p->n <= NEAR_FLOATS, pages = p->b_step % PAGE_FLOATS == 0;
    const int64_t few = near || !pages ? FEW_ROWS : FEW_ROWS_PAGES;
    if (p->b_by_rows && (p->m <= few || (near && p->b_step <= PAGE_FLOATS)))
        p->in_place = p->n % VECTOR == 0 ? panels : p->n / TILE_COLS;
    p->b_room = p->in_place == panels ? 0
                : p->few              ? k * TILE_COLS
                                      : k * TILE_COLS * pieces_needed(mine, p->blocks);

    p->a_line = p->a_by_rows ? (pieces_needed(k, LINE_FLOATS) | 1) * LINE_FLOATS : TILE_ROWS;
    p->a_tile = TILE_ROWS * (p->a_by_rows ? p->a_line : k);
    p->a_room = p->pack_a ? p->a_tile * (p->keep_a ? tiles : min(p->set, tiles)) : 0;
}

bool cpu_gemm(const Gemm *how)
{
    if (gemm_is_thin(how))
        return gemm_thin(how);
    Product p = product_of(how);
    int threads = p.m * p.n * p.k < CPU_PARALLEL_PRODUCTS ? 1 : threads_count();
    plan(&p, threads);
    int64_t each = p.a_room + p.b_room, tasks = p.m_tasks * p.n_tasks;
    float *scratch = pool_take((size_t)(each * threads) * sizeof(float));
    if (!scratch)
        return false;
    if (threads == 1) /* even a parallel region of one thread costs as much as a small product */
        for (int64_t i = 0; i < tasks; i++)
            multiply_task(&p, i, scratch);
    else {
        Pieces pieces;
        pieces_begin(&pieces, tasks, threads);
#pragma omp parallel num_threads(threads)
        for (int64_t i; (i = pieces_take(&pieces)) >= 0;)
            multiply_task(&p, i, scratch + each * threads_index());
    }
    pool_give(scratch);
    return true;
}
