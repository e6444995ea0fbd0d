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

/* Memory is asked for the pixels that the window below this one will add. */
static void ask_below(const PoolJob *job, const float *image, PoolSpan rows, PoolSpan columns)
{
    const int64_t pixels = min(job->window.stride, job->w - columns.first);
    for (int64_t row = rows.last; row < min(rows.last + job->window.stride, job->h); row++)
        vector_ask(image + (row * job->w + columns.first) * job->c, pixels * job->c);
}

/* Of `count` channels from number k on. Results are as those of cpu_norm_apply and cpu_pool, bit by bit. */
INLINE void largest_vector(const NormPool *j, const float *image, PoolSpan rows, PoolSpan columns, int64_t k,
                           int count, float *y, float *winner)
{
    const int64_t c = j->pool.c, w = j->pool.w;
    const Vector mean = vector_load(j->norm.mean + k, count), scale = vector_load(j->norm.scale + k, count),
                 beta = vector_load(j->norm.beta + k, count);
    const Vector least = (Vector){0} + (j->norm.relu ? 0 : -INFINITY);
    Largest best = {(Vector){0} - INFINITY, (Vector){0} + (float)(rows.first * w + columns.first)};
    for (int64_t row = rows.first; row < rows.last; row++)
        for (int64_t column = columns.first; column < columns.last; column++) {
            const int64_t pixel = row * w + column;
            Vector v = (vector_load(image + pixel * c + k, count) - mean) * scale + beta; /* norm_value */
            pool_compare(&best, vector_select(v < least, least, v), pixel);
        }
    vector_store(y + k, best.value, count);
    vector_store(winner + k, best.winner, count);
}

static void largest_of(const NormPool *j, const float *image, PoolSpan rows, PoolSpan columns, float *y,
                       float *winner)
{
    int64_t k = 0;
    ask_below(&j->pool, image, rows, columns);
    for (; k + VECTOR <= j->pool.c; k += VECTOR)
        largest_vector(j, image, rows, columns, k, VECTOR, y, winner);
    if (k < j->pool.c)
        largest_vector(j, image, rows, columns, k, (int)(j->pool.c - k), y, winner);
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
