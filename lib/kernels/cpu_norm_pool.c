/* Normalisation with max pooling behind it, as nets for large pictures begin: what lies between would be the
 * largest thing of the whole net, and is not stored.
 *
 * A pixel is normalised again for each window that it is in, at most four times for 3 x 3 windows 2 apart: to
 * read it from the cache and compute is quicker than to write it to memory and read it again. On the way back
 * a pixel asks its windows for its gradient twice, once for the sums and once for dx (cpu_norm_grad.c). */
#include "kernels/cpu_norm.h"

#include <math.h>

#include "base/pool.h"

typedef struct NormPool {
    NormJob norm;
    PoolJob pool;
} NormPool;

/* Results are as those of cpu_norm_apply and cpu_pool, bit by bit. */
static void largest_of(const NormPool *j, const float *image, PoolSpan rows, PoolSpan columns, float *y,
                       float *winner)
{
    const int64_t c = j->pool.c, w = j->pool.w;
    const float *mean = j->norm.mean, *scale = j->norm.scale, *beta = j->norm.beta;
    const float least =
        j->norm.relu ? 0 : -INFINITY; /* a branch on relu would keep the loop from vectorising */
    for (int64_t k = 0; k < c; k++) {
        y[k] = -INFINITY;
        winner[k] = (float)(rows.first * w + columns.first);
    }
    for (int64_t row = rows.first; row < rows.last; row++)
        for (int64_t column = columns.first; column < columns.last; column++) {
            const float *x = image + (row * w + column) * c;
            const float at = (float)(row * w + column);
#pragma omp simd
            for (int64_t k = 0; k < c; k++) {
                float v = norm_value(x[k] - mean[k], scale[k], beta[k]);
                v = v < least ? least : v;
                int better = (v > y[k]) | (v != v); /* NaN wins, as everywhere */
                y[k] = better ? v : y[k];
                winner[k] = better ? at : winner[k];
            }
        }
}

static void pool_piece(const void *job, int64_t piece)
{
    const NormPool *j = job;
    const PoolJob *p = &j->pool;
    int64_t end = pieces_start(p->n * p->h2, p->pieces, piece + 1);
    for (int64_t row = pieces_start(p->n * p->h2, p->pieces, piece); row < end; row++)
        for (int64_t column = 0; column < p->w2; column++) {
            int64_t at = (row * p->w2 + column) * p->c;
            largest_of(j, p->x + row / p->h2 * p->h * p->w * p->c,
                       pool_span(p, row % p->h2, p->h, p->h2, p->window.height),
                       pool_span(p, column, p->w, p->w2, p->window.width), p->y + at, p->winner + at);
        }
}

bool cpu_norm_pool(const Norm *how, const Window *window, const View *y, const View *winner)
{
    NormPool job = {norm_job(how->x), pool_job(POOL_MAX, window, how->x, y)};
    float *coefficients = norm_coefficients(&job.norm, how, 0);
    if (!coefficients)
        return false;
    PoolJob *pool = &job.pool;
    pool->x = view_data(how->x);
    pool->y = view_data(y);
    pool->winner = view_data(winner);
    pool->pieces = pieces_count(pool->n * pool->h2, view_count(how->x) / (pool->n * pool->h2), INT64_MAX);
    pieces_run(pool->pieces, pool_piece, &job);
    pool_give(coefficients);
    return true;
}

bool cpu_norm_pool_grad(const Norm *how, const Window *window, const View *dy, const View *winner,
                        const View *dx, const View *dgamma, const View *dbeta)
{
    NormJob job = norm_job(how->x);
    PoolJob pool = pool_job(POOL_MAX, window, how->x, dy);
    int32_t *lists = pool_list_windows(&pool);
    if (!lists)
        return false;
    pool.dy = view_data(dy);
    pool.winner = view_data(winner);
    job.pool = &pool;
    bool done = norm_gradients(&job, how, dx, dgamma, dbeta);
    pool_give(lists);
    return done;
}
