/* The matrix product: c = act(a x b + bias + add). (chapter 15)
 *
 * A product of two 1000 x 1000 matrices is 10^9 multiply-adds on 3 * 10^6 numbers: there is plenty of reuse,
 * the question is where the numbers wait in the meantime. cpu_tile.c keeps a tile of c in registers; around
 * it, three loops choose the order of the tiles so that each operand waits in the cache that fits it.
 *
 *   for each block of b, at most BLOCK_FLOATS              it waits in L2 (1 MiB)
 *     for each piece of c above it                         one task, for one thread
 *       for each TILE_DEPTH products of the sum
 *         for each TILE_ROWS rows of a                     they wait in L1 (28 KiB)
 *           for each panel of TILE_COLS columns of b       it streams through, 9 bytes a cycle
 *             the tile: c += a x b                         sums wait in registers
 *
 * A block of b is packed first: cut into panels of TILE_COLS columns, each stored line after line, so that a
 * tile reads one stream of memory from front to back. Packing block by block rather than all at once, the
 * copy is in L2 already when it is wanted, and all of them take the same room. But a b that comes by rows and
 * fits L2 is read where it lies, and so is any b when a is only a few tiles high. a is read in place, because
 * a tile touches only 14 lines of it, and copied only where that would be slow: lines that are a multiple of
 * 4 KiB apart fall into the same few places of the first-level cache and push each other out, and by columns
 * every product is on another line.
 *
 * Tasks share c, never a sum: each element is summed by one thread, in one order, for any number of threads.
 *
 * The limit: squares of 256 and more are limited by multiply-adds; very small ones by call overhead, a
 * microsecond or less; one row or column by memory (cpu_gemm_thin.c), and in part a b too large for the
 * caches, if a is ten tiles high or less: reading it takes as long as half of the products. */
#include "kernels/cpu.h"
#include "kernels/cpu_gemm.h"
#include "kernels/cpu_pack.h"
#include "kernels/cpu_tile.h"
#include "kernels/cpu_pieces.h"

#include "base/pool.h"
#include "base/threads.h"

enum {
    TASK_ROWS = 48 * TILE_ROWS,               /* of c, at most                                          */
    BLOCK_PANELS = 512 / TILE_COLS,           /* of b, at most, and                                     */
    BLOCK_FLOATS = TILE_DEPTH * 512,          /* so many of them: as many sums as fit, one at the least */
    PACK_ROWS = 64,                           /* of b, per task of packing                              */
    A_STEP = TILE_DEPTH + 16,                 /* from row to row of a packed tile of a: no power of two */
    PACK_TILES = 4,                           /* of a, packed together                                  */
    A_ROOM = PACK_TILES * TILE_ROWS * A_STEP, /* per thread                                    */
    PAGE_FLOATS = 1024,                       /* 4 KiB                                               */
    FEW_ROWS = 5 * TILE_ROWS,                 /* of a: packing b does not pay (batches of 64)        */
    FEW_ROWS_PAGES = 2 * TILE_ROWS,           /* nor then, where lines of b are whole pages apart    */
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
    bool pack_a;
    int64_t in_place;         /* so many panels of b are read where they lie     */
    int64_t depths;           /* parts that the sums are cut into                */
    int64_t wide, deep;       /* blocks of b side by side, and one below the other */
    int64_t m_tasks, n_tasks; /* pieces that c, or what is above a block, is cut into */
} Product;

/* A part of b that is packed and used up at a time. */
typedef struct Block {
    int64_t panel, panels; /* the first of its panels, and how many           */
    int64_t depth, depths; /* of the sums' parts                              */
    int64_t k0, k;         /* the products that these are                     */
    int64_t first_packed;  /* panel; those before it are read where they lie  */
    float *packed;
} Block;

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

/* Rows [row, row + rows) of a, from product k0 on, in the order in which the kernel reads them. */
static void pack_a_tile(const Product *p, int64_t row, int64_t rows, int64_t k0, int64_t k, float *to)
{
    if (p->a_by_rows)
        pack_lines(p->a + row * p->a_step + k0, p->a_step, rows, k, to, A_STEP);
    else if (row + TILE_ROWS <= p->m) /* a constant count is faster, even when there are more than it takes */
        pack_lines(p->a + k0 * p->a_step + row, p->a_step, k, TILE_ROWS, to, TILE_ROWS);
    else
        pack_lines(p->a + k0 * p->a_step + row, p->a_step, k, rows, to, TILE_ROWS);
}

/* Tiles [first, end) of the `tiles` that rows [begin, begin + m) make. By columns, tiles side by side share
 * the lines of a: a few lines are cut up for all of them before they are gone from the cache. */
static void pack_a_tiles(const Product *p, int64_t begin, int64_t m, int64_t tiles, int64_t first,
                         int64_t end, int64_t k0, int64_t k, float *to)
{
    int64_t lines = p->a_by_rows ? k : 8;
    for (int64_t done = 0; done < k; done += lines)
        for (int64_t i = first; i < end; i++) {
            int64_t row = begin + pieces_start(m, tiles, i),
                    rows = begin + pieces_start(m, tiles, i + 1) - row;
            pack_a_tile(p, row, rows, k0 + done, min(lines, k - done),
                        to + (i - first) * TILE_ROWS * A_STEP + done * TILE_ROWS);
        }
}

/* One task: what one block of b adds to one piece of c. */
static void multiply_task(const Product *p, const Block *block, int64_t task, float *scratch)
{
    int64_t mi = task % p->m_tasks, ni = task / p->m_tasks;
    int64_t begin = pieces_start(p->m, p->m_tasks, mi), m = pieces_start(p->m, p->m_tasks, mi + 1) - begin;
    int64_t panel0 = block->panel + pieces_start(block->panels, p->n_tasks, ni),
            panel1 = block->panel + pieces_start(block->panels, p->n_tasks, ni + 1);
    int64_t tiles = pieces_needed(m, TILE_ROWS);
    const float *a;
    Tile tile = {.runs = 1, .a = &a, .a_step = p->a_step, .c_step = p->c_step};
    if (p->pack_a)
        tile.a_step = p->a_by_rows ? A_STEP : TILE_ROWS;

    for (int64_t d = block->depth; d < block->depth + block->depths; d++) {
        int64_t k0 = pieces_start(p->k, p->depths, d), k = pieces_start(p->k, p->depths, d + 1) - k0;
        bool last = d == p->depths - 1;
        tile.length = (int)k;
        tile.relu = p->relu && last;
        int64_t together = p->pack_a ? 1 : tiles_together(TILE_ROWS * k);
        for (int64_t i = 0; i < tiles; i += tile.tiles) {
            int64_t row = begin + pieces_start(m, tiles, i);
            tile.tiles = (int)min(together, pieces_alike(m, tiles, i));
            tile.rows = (int)(begin + pieces_start(m, tiles, i + 1) - row);
            a = p->a_by_rows ? p->a + row * p->a_step + k0 : p->a + k0 * p->a_step + row;
            if (p->pack_a) {
                if (i % PACK_TILES == 0)
                    pack_a_tiles(p, begin, m, tiles, i, min(i + PACK_TILES, tiles), k0, k, scratch);
                a = scratch + i % PACK_TILES * TILE_ROWS * A_STEP;
            }
            for (int64_t j = panel0; j < panel1; j++) {
                int64_t col = j * TILE_COLS;
                tile.cols = (int)min(p->n - col, TILE_COLS);
                bool in_place = j < block->first_packed;
                tile.b = in_place ? p->b + k0 * p->b_step + col
                                  : block->packed +
                                        ((j - block->first_packed) * block->k + k0 - block->k0) * TILE_COLS;
                tile.b_step = in_place ? p->b_step : TILE_COLS;
                tile.bias = p->bias && last ? p->bias + col : NULL;
                tile.c = p->c + row * p->c_step + col;
                tile.add = d > 0 ? tile.c : p->add ? p->add + row * p->c_step + col : NULL;
                (p->a_by_rows ? tile_by_rows : tile_by_columns)(&tile);
            }
        }
    }
}

/* b is packed by rows in bands of rows, by columns panel by panel: either way threads read different lines of
 * it. */
static int64_t pack_pieces(const Product *p, const Block *block)
{
    int64_t panels = block->panel + block->panels - block->first_packed;
    return p->b_by_rows && panels > 0 ? pieces_needed(block->k, PACK_ROWS) : panels;
}

static void pack_piece(const Product *p, const Block *block, int64_t i)
{
    int64_t first = block->first_packed * TILE_COLS,
            end = min(p->n, (block->panel + block->panels) * TILE_COLS);
    if (p->b_by_rows) {
        int64_t pieces = pack_pieces(p, block), k0 = pieces_start(block->k, pieces, i),
                k = pieces_start(block->k, pieces, i + 1) - k0;
        const float *from = p->b + (block->k0 + k0) * p->b_step + first;
        pack_by_rows(from, p->b_step, k, end - first, block->packed + k0 * TILE_COLS, block->k);
    } else {
        int64_t col = first + i * TILE_COLS, n = min(end - col, TILE_COLS);
        pack_by_columns(p->b + col * p->b_step + block->k0, p->b_step, block->k, n,
                        block->packed + i * TILE_COLS * block->k, block->k);
    }
}

/* Returns the floats that a packed block needs. Blocks are made as wide as they may be first, and then hold
 * as many of the sums' parts as there is room for. */
static int64_t plan(Product *p, int threads)
{
    int64_t panels = pack_panels(p->n);
    p->wide = pieces_needed(panels, BLOCK_PANELS);
    p->depths = pieces_needed(p->k, TILE_DEPTH);
    int64_t part = pieces_needed(panels, p->wide) * TILE_COLS * pieces_needed(p->k, p->depths);
    int64_t parts = part < BLOCK_FLOATS ? BLOCK_FLOATS / part : 1;
    p->deep = pieces_needed(p->depths, parts);
    p->m_tasks = pieces_needed(p->m, TASK_ROWS);
    p->n_tasks = 1;
    if (p->m >= 2 * TILE_ROWS * threads)
        p->m_tasks = pieces_needed(p->m_tasks, threads) * threads;
    else
        p->n_tasks = min(panels, threads);
    bool small_b = p->k * p->n <= BLOCK_FLOATS, pages = p->b_step % PAGE_FLOATS == 0;
    bool few = p->m <= (small_b || !pages ? FEW_ROWS : FEW_ROWS_PAGES);
    if (p->b_by_rows && (few || (small_b && p->b_step <= PAGE_FLOATS)))
        p->in_place = p->n % VECTOR == 0 ? panels : p->n / TILE_COLS;
    p->pack_a = p->n >= 8 * TILE_COLS && (!p->a_by_rows || p->a_step % PAGE_FLOATS == 0);
    return p->in_place == panels ? 0 : pieces_needed(p->depths, p->deep) * part;
}

static void run_block(const Product *p, const Block *block, int threads, float *a_room)
{
    int64_t packs = pack_pieces(p, block), tasks = p->m_tasks * p->n_tasks;
    if (threads == 1) { /* even a parallel region of one thread costs as much as a small product */
        for (int64_t i = 0; i < packs; i++)
            pack_piece(p, block, i);
        for (int64_t i = 0; i < tasks; i++)
            multiply_task(p, block, i, a_room);
        return;
    }
#pragma omp parallel num_threads(threads)
    {
#pragma omp for
        for (int64_t i = 0; i < packs; i++)
            pack_piece(p, block, i);
#pragma omp for schedule(dynamic)
        for (int64_t i = 0; i < tasks; i++)
            multiply_task(p, block, i, a_room + A_ROOM * threads_index());
    }
}

static Block block_of(const Product *p, int64_t number, float *packed)
{
    int64_t wide = number / p->deep, deep = number % p->deep, panels = pack_panels(p->n);
    Block block = {.packed = packed};
    block.panel = pieces_start(panels, p->wide, wide);
    block.panels = pieces_start(panels, p->wide, wide + 1) - block.panel;
    block.depth = pieces_start(p->depths, p->deep, deep);
    block.depths = pieces_start(p->depths, p->deep, deep + 1) - block.depth;
    block.k0 = pieces_start(p->k, p->depths, block.depth);
    block.k = pieces_start(p->k, p->depths, block.depth + block.depths) - block.k0;
    block.first_packed = min(p->in_place, block.panel + block.panels);
    if (block.first_packed < block.panel)
        block.first_packed = block.panel;
    return block;
}

bool cpu_gemm(const Gemm *how)
{
    if (how->c->shape[0] == 1 || how->c->shape[1] == 1)
        return gemm_thin(how);
    Product p = product_of(how);
    int threads = p.m * p.n * p.k < CPU_PARALLEL_PRODUCTS ? 1 : threads_count();
    int64_t b_room = plan(&p, threads), a_room = p.pack_a ? A_ROOM * threads : 0;
    float *scratch = pool_take((size_t)(a_room + b_room) * sizeof(float));
    if (!scratch)
        return false;
    for (int64_t i = 0; i < p.wide * p.deep; i++) {
        Block block = block_of(&p, i, scratch + a_room);
        run_block(&p, &block, threads, scratch);
    }
    pool_give(scratch);
    return true;
}
