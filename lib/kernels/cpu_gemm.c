/* The matrix product: c = act(a x b + bias + add).
 *
 * A product of two 1000 x 1000 matrices is 10^9 multiply-adds on 3 * 10^6 numbers: there is plenty of reuse,
 * the question is where the numbers wait in the meantime. cpu_tile.c keeps a tile of c in registers; around
 * it, three loops choose the order of the tiles so that each operand waits in the cache that fits it.
 *
 *   for each piece of c, at most TASK_ROWS x TASK_COLS       one task, for one thread
 *     for each TILE_DEPTH products of the sum                this part of b waits in L2 (1 MiB)
 *       for each TILE_ROWS rows of a                         they wait in L1 (28 KiB)
 *         for each panel of TILE_COLS columns of b           it streams through, 9 bytes a cycle
 *           the tile: c += a x b                             sums wait in registers
 *
 * b is packed first: cut into panels of TILE_COLS columns, each stored line after line, so that a tile reads
 * one stream of memory from front to back. That costs one copy of b and pays as soon as several tiles use it;
 * a short a (IN_PLACE_ROWS) reads b where it lies. a is read in place, because a tile touches only 14 lines
 * of it, and copied only where that would be slow: lines that are a multiple of 4 KiB apart fall into the
 * same few places of the first-level cache and push each other out, and by columns every product is on
 * another line.
 *
 * Tasks share c, never a sum: each element is summed by one thread, in one order, for any number of threads.
 *
 * The limit: squares of 256 and more are limited by multiply-adds; small ones by the copy of b (n = 128: a
 * tenth of the time); very small ones by call overhead, a microsecond or less; one row or column by memory
 * (cpu_gemm_thin.c). */
#include "kernels/cpu.h"
#include "kernels/cpu_gemm.h"
#include "kernels/cpu_pack.h"
#include "kernels/cpu_tile.h"

#include "base/pool.h"
#include "base/threads.h"

#ifdef _OPENMP
#include <omp.h>
#define THREAD_NUMBER omp_get_thread_num()
#else
#define THREAD_NUMBER 0
#endif

enum {
    TASK_ROWS = 48 * TILE_ROWS,    /* at most, and                                                      */
    TASK_COLS = 512,               /* TILE_DEPTH x TASK_COLS of b stays in L2 for TASK_ROWS rows of a   */
    A_STEP = TILE_DEPTH + 16,      /* from row to row of a packed tile of a: no power of two            */
    IN_PLACE_ROWS = 4 * TILE_ROWS, /* of a: for fewer, packing b would cost more than it saves          */
    PACK_ROWS = 64,                /* of b, per task of packing                                         */
    PARALLEL_MIN = 256 * 1024,     /* multiplications; below it a second thread does not pay            */
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
    int64_t in_place;         /* so many panels of b are read where they lie */
    const float *packed;      /* the others                                  */
    int64_t m_tasks, n_tasks; /* pieces that c is cut into */
} Product;

static int64_t min(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

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

/* One task: all products of one piece of c. */
static void multiply_task(const Product *p, int64_t task, float *scratch)
{
    int64_t mi = task % p->m_tasks, ni = task / p->m_tasks, all_panels = pack_panels(p->n);
    int64_t begin = pieces_start(p->m, p->m_tasks, mi), m = pieces_start(p->m, p->m_tasks, mi + 1) - begin;
    int64_t panel0 = pieces_start(all_panels, p->n_tasks, ni),
            panel1 = pieces_start(all_panels, p->n_tasks, ni + 1);
    int64_t depths = pieces_needed(p->k, TILE_DEPTH), tiles = pieces_needed(m, TILE_ROWS);
    const float *a;
    Tile tile = {.runs = 1, .a = &a, .a_step = p->a_step, .c_step = p->c_step};
    if (p->pack_a)
        tile.a_step = p->a_by_rows ? A_STEP : TILE_ROWS;

    for (int64_t d = 0; d < depths; d++) {
        int64_t k0 = pieces_start(p->k, depths, d), k = pieces_start(p->k, depths, d + 1) - k0;
        bool last = d == depths - 1;
        tile.length = (int)k;
        tile.relu = p->relu && last;
        for (int64_t i = 0; i < tiles; i++) {
            int64_t row = begin + pieces_start(m, tiles, i);
            tile.rows = (int)(begin + pieces_start(m, tiles, i + 1) - row);
            a = p->a_by_rows ? p->a + row * p->a_step + k0 : p->a + k0 * p->a_step + row;
            if (p->pack_a) {
                pack_a_tile(p, row, tile.rows, k0, k, scratch);
                a = scratch;
            }
            for (int64_t j = panel0; j < panel1; j++) {
                int64_t col = j * TILE_COLS;
                tile.cols = (int)min(p->n - col, TILE_COLS);
                bool in_place = j < p->in_place;
                tile.b = in_place ? p->b + k0 * p->b_step + col
                                  : p->packed + ((j - p->in_place) * p->k + k0) * TILE_COLS;
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
static int64_t pack_pieces(const Product *p)
{
    int64_t panels = pack_panels(p->n) - p->in_place;
    return p->b_by_rows && panels > 0 ? pieces_needed(p->k, PACK_ROWS) : panels;
}

static void pack_piece(const Product *p, int64_t i, float *packed)
{
    int64_t first = p->in_place * TILE_COLS;
    if (p->b_by_rows) {
        int64_t pieces = pack_pieces(p), k0 = pieces_start(p->k, pieces, i),
                k = pieces_start(p->k, pieces, i + 1) - k0;
        const float *from = p->b + k0 * p->b_step + first;
        pack_by_rows(from, p->b_step, k, p->n - first, packed + k0 * TILE_COLS, p->k);
    } else {
        int64_t col = i * TILE_COLS, n = min(p->n - col, TILE_COLS);
        pack_by_columns(p->b + col * p->b_step, p->b_step, p->k, n, packed + col * p->k, p->k);
    }
}

static void plan(Product *p, int threads)
{
    int64_t panels = pack_panels(p->n);
    p->m_tasks = pieces_needed(p->m, TASK_ROWS);
    p->n_tasks = pieces_needed(p->n, TASK_COLS);
    if (p->m >= 2 * TILE_ROWS * threads)
        p->m_tasks = pieces_needed(p->m_tasks, threads) * threads;
    else if (p->n_tasks < threads)
        p->n_tasks = panels < threads ? panels : threads;
    if (p->b_by_rows && p->m <= IN_PLACE_ROWS)
        p->in_place = p->n % VECTOR == 0 ? panels : p->n / TILE_COLS;
    p->pack_a = p->n >= 8 * TILE_COLS && (!p->a_by_rows || p->a_step % 1024 == 0);
}

bool cpu_gemm(const Gemm *how)
{
    if (how->c->shape[0] == 1 || how->c->shape[1] == 1)
        return gemm_thin(how);
    Product p = product_of(how);
    int threads = p.m * p.n * p.k < PARALLEL_MIN ? 1 : threads_count();
    plan(&p, threads);
    int64_t b_size = pack_size(p.k, p.n - min(p.n, p.in_place * TILE_COLS)),
            a_size = p.pack_a ? TILE_ROWS * A_STEP : 0;
    float *scratch = pool_take((size_t)(b_size + a_size * threads) * sizeof(float));
    if (!scratch)
        return false;
    p.packed = scratch;
    int64_t packs = pack_pieces(&p), tasks = p.m_tasks * p.n_tasks;
    if (threads == 1) { /* even a parallel region of one thread costs as much as a small product */
        for (int64_t i = 0; i < packs; i++)
            pack_piece(&p, i, scratch);
        for (int64_t i = 0; i < tasks; i++)
            multiply_task(&p, i, scratch + b_size);
    } else {
#pragma omp parallel num_threads(threads)
        {
#pragma omp for
            for (int64_t i = 0; i < packs; i++)
                pack_piece(&p, i, scratch);
#pragma omp for schedule(dynamic)
            for (int64_t i = 0; i < tasks; i++)
                multiply_task(&p, i, scratch + b_size + a_size * THREAD_NUMBER);
        }
    }
    pool_give(scratch);
    return true;
}
