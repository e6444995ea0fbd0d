/* The matrix product: c = act(a x b + bias + add). (chapter 15)
 *
 * A product of two 1000 x 1000 matrices is 10^9 multiply-adds on 3 * 10^6 numbers: there is plenty of reuse,
 * the question is where the numbers wait in the meantime. cpu_tile.c keeps a tile of c in registers; around
 * it, loops choose the order of the tiles so that each operand waits in the cache that fits it.
 *
 *   for each task: a piece of c, for one thread
 *     for each block of b, at most BLOCK_FLOATS              as much of b as waits packed
 *       for each group of tiles of a, at most GROUP_FLOATS   it waits in L2 (1 MiB)
 *         for each TILE_DEPTH products of the sum
 *           for each panel of TILE_COLS columns of b         it comes from far away, once per group
 *             for each tile of TILE_ROWS rows of a           it streams through, 9 bytes a cycle
 *               the tile: c += a x b                         sums wait in registers
 *
 * A b that is near, in L2 itself, is better off the other way round: then the loops over panels and over as
 * many tiles as L1 holds (28 KiB) change places, tiles of a wait in L1, and panels of b stream through.
 *
 * Copies. b is cut into panels of TILE_COLS columns, each stored line after line, so that a tile reads one
 * stream of memory from front to back. A panel is packed right before it is first used. But a b that comes by
 * rows and is near is read where it lies, and so is any b when a is only a few tiles high. a is read in
 * place, because a tile touches only 14 lines of it, and copied only where that would be slow: lines that are
 * a multiple of 4 KiB apart fall into the same few places of the first-level cache and push each other out,
 * and by columns every product is on another line.
 *
 * What comes from far away is asked for long before: while a panel is multiplied the next one arrives. Asked
 * for only when it is packed, it arrives no faster, and nothing is multiplied meanwhile: a product of 64 rows
 * over a sum of 50000 products takes a third longer.
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

#include <limits.h>

#include "base/pool.h"
#include "base/threads.h"

enum {
    GROUP_FLOATS = 32 * TILE_ROWS * TILE_DEPTH, /* of a, at most */
    NEAR_FLOATS = TILE_DEPTH * 512,   /* of b, at most, if it is to wait in L2                     */
    BLOCK_PANELS = 1024 / TILE_COLS,  /* of b, at most, and                                        */
    BLOCK_FLOATS = TILE_DEPTH * 1024, /* so many of them: as many sums as fit, one at the least    */
    LINE = 16,                        /* floats that memory brings at once                         */
    PAGE_FLOATS = 1024,               /* 4 KiB                                                     */
    FEW_ROWS = 20 * TILE_ROWS,        /* of a: packing b does not pay (batches of 64)              */
    FEW_ROWS_PAGES = 2 * TILE_ROWS,   /* nor then, where lines of b are whole pages apart          */
    TASK_ROWS = 32 * TILE_ROWS,       /* of c: tasks side by side may pack the same b              */
    TASK_PANELS = 8,                  /* of b: tasks one below the other may pack the same a       */
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
    bool near;                /* b waits in L2                                         */
    bool pack_a, keep_b;      /* keep_b: its packed panels are wanted more than once   */
    int64_t in_place;         /* so many panels of b are read where they lie           */
    int64_t depths;           /* parts that the sums are cut into                      */
    int64_t wide, deep;       /* blocks of b side by side, and one below the other     */
    int64_t group, together;  /* tiles of a that wait in L2, and that share each panel */
    int64_t a_line;           /* floats from row to row of a packed tile               */
    int64_t a_room, b_room;   /* floats for copies, per thread                         */
    int64_t m_tasks, n_tasks; /* pieces that c is cut into                             */
} Product;

/* Where one task is in its loops. */
typedef struct Work {
    const Product *p;
    int64_t row, tiles, low, high; /* of a: the first, and its tiles: `high` of them have low + 1 rows */
    int64_t panel, panel_end;      /* of the block                                    */
    int64_t depth, depth_end;      /* of the block: parts of the sums                 */
    int64_t block_k0, block_k;     /* the products that these are                     */
    int64_t d, k0, k;              /* the part of the sums in hand, and its products  */
    int64_t tile, tile_end;        /* in hand                                         */
    float *packed_a, *packed_b;
} Work;

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

/* Where products from k0 on of panel j are packed. */
static float *b_room(const Work *w, int64_t k0, int64_t j)
{
    return w->packed_b + (w->p->keep_b ? ((j - w->panel) * w->block_k + k0 - w->block_k0) * TILE_COLS : 0);
}

/* Lines that will be wanted soon, and are asked for during so many products. */
static Ahead ask_for(const float *at, int64_t step, int64_t lines, int64_t floats, int64_t products)
{
    int64_t pieces = lines * pieces_needed(floats, TILE_COLS);
    return (Ahead){.at = at, .step = step, .rows = (int)lines, .every = (int)max(1, products / pieces)};
}

static Ahead ask_for_a(const Work *w, int64_t first, int64_t end, int64_t products)
{
    const Product *p = w->p;
    int64_t row = tile_row(w, first), rows = tile_row(w, end) - row;
    return ask_for(a_at(p, row, w->k0), p->a_step, p->a_by_rows ? rows : w->k, p->a_by_rows ? w->k : rows,
                   products);
}

/* The panel that comes after panel j: as it lies, or packed if it is already. */
static Ahead ask_for_b(const Work *w, int64_t j, int64_t products)
{
    const Product *p = w->p;
    int64_t d = w->d;
    if (++j == w->panel_end)
        d++, j = w->panel;
    const bool again = d == w->depth_end && w->tile_end < w->tiles; /* by the next group */
    if (again)
        d = w->depth;
    if (d == p->depths)
        return ask_for(p->b, 0, 1, 1, INT_MAX);
    const int64_t k0 = pieces_start(p->k, p->depths, d), k = pieces_start(p->k, p->depths, d + 1) - k0;
    const int64_t col = j * TILE_COLS, cols = min(TILE_COLS, p->n - col);
    if (j >= p->in_place && (again || w->tile > 0) && d < w->depth_end)
        return ask_for(b_room(w, k0, j), TILE_COLS, k, TILE_COLS, products);
    return ask_for(b_at(p, k0, col), p->b_step, p->b_by_rows ? k : cols, p->b_by_rows ? cols : k, products);
}

/* Tile i of a, in the order in which the kernel reads it. */
static void pack_a(const Work *w, int64_t i, float *to)
{
    const Product *p = w->p;
    int64_t row = tile_row(w, i), rows = tile_row(w, i + 1) - row;
    const float *from = a_at(p, row, w->k0);
    if (p->a_by_rows)
        pack_lines(from, p->a_step, rows, w->k, to, p->a_line);
    else if (row + TILE_ROWS <= p->m) /* a constant count is faster, even when there are more than it takes */
        pack_lines(from, p->a_step, w->k, TILE_ROWS, to, TILE_ROWS);
    else
        pack_lines(from, p->a_step, w->k, rows, to, TILE_ROWS);
}

/* Where tile i of a is read with panel j: tiles are packed when the first panel comes. */
static const float *tile_at(const Work *w, int64_t i, int64_t j)
{
    const Product *p = w->p;
    if (!p->pack_a)
        return a_at(p, tile_row(w, i), w->k0);
    float *packed = w->packed_a + (i - w->tile) * TILE_ROWS * p->a_line;
    if (j == w->panel)
        pack_a(w, i, packed);
    return packed;
}

/* The first tiles that want a panel pack it; the others too, where copies are not kept. */
static bool packs_panel(const Work *w, int64_t j)
{
    return j >= w->p->in_place && (w->tile == 0 || !w->p->keep_b);
}

/* Where panel j is read, packed if it has to be. */
static const float *panel_at(const Work *w, int64_t j)
{
    const Product *p = w->p;
    const float *from = b_at(p, w->k0, j * TILE_COLS);
    if (j < p->in_place)
        return from;
    float *packed = b_room(w, w->k0, j);
    if (packs_panel(w, j))
        (p->b_by_rows ? pack_by_rows : pack_by_columns)(from, p->b_step, w->k,
                                                        min(p->n - j * TILE_COLS, TILE_COLS), packed, w->k);
    return packed;
}

/* What is asked for while panel j is multiplied, where b is far away: with the first panel the next tile of
 * a, with the others the next panel of b and the room for its copy, since even what is only written has to
 * come first. */
typedef struct Far {
    Ahead a, b, room;
    bool writes; /* copies are kept, so room is wanted for the next one */
} Far;

static Far far_away(const Work *w, int64_t j)
{
    int64_t products = w->k * (w->tile_end - w->tile);
    Far far = {.writes = packs_panel(w, j) && w->p->keep_b};
    if (far.writes) {
        products /= 2;
        far.room =
            ask_for(b_room(w, w->k0, j) + w->block_k * TILE_COLS, TILE_COLS, w->k, TILE_COLS, products);
    }
    far.b = ask_for_b(w, j, products);
    return far;
}

/* Which of them during tile i. */
static Ahead *turn_of(const Work *w, int64_t i, int64_t j, Far *far)
{
    if (j > w->panel || i + 1 == w->tile_end || !(w->p->a_by_rows || w->p->pack_a))
        return far->writes && 2 * i > w->tile_end ? &far->room : &far->b;
    far->a = ask_for_a(w, i + 1, i + 2, w->k);
    return &far->a;
}

/* What panel j adds to the tiles in hand. `soon`: to be asked for meanwhile, if b is near. */
static void multiply_panel(const Work *w, int64_t j, Ahead *soon)
{
    const Product *p = w->p;
    const int64_t col = j * TILE_COLS;
    const bool last = w->d == p->depths - 1, in_place = j < p->in_place;
    const float *a;
    Tile tile = {
        .tiles = 1,
        .cols = (int)min(p->n - col, TILE_COLS),
        .runs = 1,
        .length = (int)w->k,
        .a = &a,
        .a_step = !p->pack_a     ? p->a_step
                  : p->a_by_rows ? p->a_line
                                 : TILE_ROWS,
        .b = panel_at(w, j),
        .b_step = in_place ? p->b_step : TILE_COLS,
        .c_step = p->c_step,
        .bias = p->bias && last ? p->bias + col : NULL,
        .relu = p->relu && last,
        .ahead = soon,
    };
    Far far = p->near ? (Far){.writes = false} : far_away(w, j);
    for (int64_t i = w->tile; i < w->tile_end; i += tile.tiles) {
        int64_t row = tile_row(w, i);
        tile.rows = (int)(tile_row(w, i + 1) - row);
        a = tile_at(w, i, j);
        if (!p->near)
            tile.ahead = turn_of(w, i, j, &far);
        else if (!p->pack_a)
            tile.tiles = (int)(min(w->tile_end, i < w->high ? w->high : w->tile_end) - i);
        tile.c = p->c + row * p->c_step + col;
        tile.add = w->d > 0 ? tile.c : p->add ? p->add + row * p->c_step + col : NULL;
        (p->a_by_rows ? tile_by_rows : tile_by_columns)(&tile);
    }
}

/* What a block of b adds to tiles [first, end). */
static void multiply_group(Work *w, int64_t first, int64_t end)
{
    const Product *p = w->p;
    for (w->d = w->depth; w->d < w->depth_end; w->d++) {
        w->k0 = pieces_start(p->k, p->depths, w->d);
        w->k = pieces_start(p->k, p->depths, w->d + 1) - w->k0;
        for (w->tile = first; w->tile < end; w->tile = w->tile_end) {
            w->tile_end = min(w->tile + p->together, end);
            Ahead soon, *ask = NULL;
            if (p->near && p->pack_a && w->tile_end < end) {
                int64_t products = w->k * (w->tile_end - w->tile) * (w->panel_end - w->panel);
                soon = ask_for_a(w, w->tile_end, min(w->tile_end + p->together, end), products);
                ask = &soon;
            }
            for (int64_t j = w->panel; j < w->panel_end; j++)
                multiply_panel(w, j, ask);
        }
    }
}

static void multiply_task(const Product *p, int64_t task, float *scratch)
{
    int64_t mi = task % p->m_tasks, ni = task / p->m_tasks, panels = pack_panels(p->n);
    int64_t first = pieces_start(panels, p->n_tasks, ni),
            mine = pieces_start(panels, p->n_tasks, ni + 1) - first;
    Work w = {.p = p, .row = pieces_start(p->m, p->m_tasks, mi)};
    int64_t m = pieces_start(p->m, p->m_tasks, mi + 1) - w.row;
    w.tiles = pieces_needed(m, TILE_ROWS);
    w.low = m / w.tiles, w.high = m % w.tiles;
    w.packed_a = scratch, w.packed_b = scratch + p->a_room;
    int64_t groups = pieces_needed(w.tiles, p->group);
    for (int64_t i = 0; i < p->wide; i++)
        for (int64_t d = 0; d < p->deep; d++) {
            w.panel = first + pieces_start(mine, p->wide, i);
            w.panel_end = first + pieces_start(mine, p->wide, i + 1);
            w.depth = pieces_start(p->depths, p->deep, d);
            w.depth_end = pieces_start(p->depths, p->deep, d + 1);
            w.block_k0 = pieces_start(p->k, p->depths, w.depth);
            w.block_k = pieces_start(p->k, p->depths, w.depth_end) - w.block_k0;
            for (int64_t g = 0; g < groups; g++)
                multiply_group(&w, pieces_start(w.tiles, groups, g), pieces_start(w.tiles, groups, g + 1));
        }
}

/* Tasks for one thread each, and more of them than threads where there is much to do. Tall pieces share
 * nothing of a, wide pieces nothing of b. */
static void plan_tasks(Product *p, int threads)
{
    int64_t panels = pack_panels(p->n);
    p->m_tasks = p->n_tasks = 1;
    if (threads == 1)
        return;
    if (p->m >= TASK_ROWS * threads)
        p->m_tasks = min(p->m / (TASK_ROWS * threads), 4) * threads;
    else if (panels % threads == 0 || panels >= TASK_PANELS * threads)
        p->n_tasks = threads;
    else if (p->m >= 2 * TILE_ROWS * threads)
        p->m_tasks = threads;
    else
        p->n_tasks = min(panels, threads);
}

static void plan(Product *p, int threads)
{
    plan_tasks(p, threads);
    int64_t panels = pack_panels(p->n), mine = pieces_needed(panels, p->n_tasks);
    int64_t tiles = pieces_needed(pieces_needed(p->m, p->m_tasks), TILE_ROWS);
    p->depths = pieces_needed(p->k, TILE_DEPTH);
    p->wide = pieces_needed(mine, BLOCK_PANELS);
    int64_t k = pieces_needed(p->k, p->depths), part = pieces_needed(mine, p->wide) * TILE_COLS * k;
    p->deep = pieces_needed(p->depths, part < BLOCK_FLOATS ? BLOCK_FLOATS / part : 1);
    p->near = p->k * p->n <= NEAR_FLOATS;
    bool pages = p->b_step % PAGE_FLOATS == 0;
    bool few = p->m <= (p->near || !pages ? FEW_ROWS : FEW_ROWS_PAGES);
    if (p->b_by_rows && (few || (p->near && p->b_step <= PAGE_FLOATS)))
        p->in_place = p->n % VECTOR == 0 ? panels : p->n / TILE_COLS;
    p->pack_a = p->n >= 8 * TILE_COLS && (!p->a_by_rows || p->a_step % PAGE_FLOATS == 0);
    p->group = max(1, GROUP_FLOATS / (TILE_ROWS * k));
    p->together = !p->near ? p->group : p->pack_a ? 1 : tiles_together(TILE_ROWS * k);
    p->keep_b = tiles > p->together;
    p->a_line = (pieces_needed(k, LINE) | 1) * LINE; /* no power of two */
    p->a_room = p->pack_a ? TILE_ROWS * p->a_line * min(p->together, tiles) : 0;
    p->b_room = p->keep_b ? pieces_needed(p->depths, p->deep) * part : TILE_COLS * k;
    if (p->in_place == panels)
        p->b_room = 0;
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
        multiply_task(&p, 0, scratch);
    else {
#pragma omp parallel for num_threads(threads) schedule(dynamic)
        for (int64_t i = 0; i < tasks; i++)
            multiply_task(&p, i, scratch + each * threads_index());
    }
    pool_give(scratch);
    return true;
}
