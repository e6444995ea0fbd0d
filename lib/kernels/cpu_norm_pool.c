/* Normalisation with max pooling behind it, as nets for large pictures begin: what lies between would be the
 * largest thing of the whole net, and is not stored.
 *
 * A pixel is normalised again for each window that it is in, at most four times for 3 x 3 windows 2 apart: to
 * read it from the cache and compute is quicker than to write it to memory and read it again. On the way back
 * a pixel asks its windows for its gradient twice, once for the sums and once for dx (cpu_norm_grad.c). */
#include "kernels/cpu_norm.h"

#include <math.h>

#include "base/pool.h"

enum { COLUMNS_AHEAD = 8 }; /* memory is asked for pixels so many columns before */

typedef struct NormPool {
    NormJob norm;
    PoolJob pool;
} NormPool;

/* Memory is asked for the new pixels of a window some columns further on. Asked for a whole row of windows
 * before, they came no sooner than without being asked. */
static void ask_beside(const PoolJob *job, const float *image, PoolSpan rows, PoolSpan columns)
{
    for (int64_t row = max(rows.first, rows.last - job->window.stride); row < rows.last; row++)
        vector_ask(image + (row * job->w + columns.first + COLUMNS_AHEAD) * job->c,
                   job->window.stride * job->c);
}

/* Of `vectors` times `count` channels from number k on. Results are as those of cpu_norm_apply and cpu_pool,
 * bit by bit. */
INLINE void largest_vectors(const NormPool *j, const float *image, PoolSpan rows, PoolSpan columns, int64_t k,
                            int vectors, int count, float *y, float *winner)
{
    const int64_t c = j->pool.c, w = j->pool.w;
    Vector mean[POOL_TOGETHER], scale[POOL_TOGETHER], beta[POOL_TOGETHER];
    Largest best[POOL_TOGETHER];
    UNROLL
    for (int i = 0; i < vectors; i++) {
        mean[i] = vector_load(j->norm.mean + k + i * VECTOR, count);
        scale[i] = vector_load(j->norm.scale + k + i * VECTOR, count);
        beta[i] = vector_load(j->norm.beta + k + i * VECTOR, count);
        best[i].value = (Vector){0} - INFINITY;
        best[i].winner = (Vector){0} + (float)(rows.first * w + columns.first);
    }
    for (int64_t row = rows.first; row < rows.last; row++) {
        const int64_t first = row * w + columns.first;
        const float *x = image + first * c + k;
        Vector pixel = (Vector){0} + (float)first;
        for (int64_t column = columns.first; column < columns.last; column++, x += c, pixel += 1) {
            UNROLL
            for (int i = 0; i < vectors; i++) {
                const Vector v = (vector_load(x + i * VECTOR, count) - mean[i]) * scale[i] + beta[i];
                pool_compare(&best[i], j->norm.relu ? vector_relu(v) : v, pixel); /* v: norm_value */
            }
        }
    }
    UNROLL
    for (int i = 0; i < vectors; i++) {
        vector_store(y + k + i * VECTOR, best[i].value, count);
        vector_store(winner + k + i * VECTOR, best[i].winner, count);
    }
}

static void largest_of(const NormPool *j, const float *image, PoolSpan rows, PoolSpan columns, float *y,
                       float *winner)
{
    int64_t k = 0;
    ask_beside(&j->pool, image, rows, columns);
    for (; k + POOL_TOGETHER * VECTOR <= j->pool.c; k += POOL_TOGETHER * VECTOR)
        largest_vectors(j, image, rows, columns, k, POOL_TOGETHER, VECTOR, y, winner);
    for (; k + VECTOR <= j->pool.c; k += VECTOR)
        largest_vectors(j, image, rows, columns, k, 1, VECTOR, y, winner);
    if (k < j->pool.c)
        largest_vectors(j, image, rows, columns, k, 1, (int)(j->pool.c - k), y, winner);
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
