/* The gradient of batch normalisation, with the ReLU behind it and the tensor that was added before that.
 *
 * With u = (x - mean) / std:  dbeta = sum(dy),  dgamma = sum(dy u),  dx = gamma / std (dy - dbeta / rows - u
 * dgamma / rows). The two last terms are there because mean and std depend on x as well. So it takes two
 * passes: the sums, then dx; and memory sets the time of both. So it is asked for what they read, and write,
 * a few rows before.
 *
 * ReLU lets dy through where its output y was positive. Nothing is stored for that: y = u gamma + beta is
 * made again from x, which is read anyway. Only with something added is y itself read, once: the first pass
 * writes the masked dy, which is the gradient of what was added, and the second pass reads that.
 *
 * Behind max pooling dy is there for the windows only. Both passes bring it back to the pixels row by row,
 * and what would be as large as x is never stored. */
#include "kernels/cpu_norm.h"

#include <math.h>
#include <string.h>

#include "base/pool.h"

typedef enum { MASK_NONE, MASK_BY_X, MASK_BY_Y } Mask;

/* The gradient of n columns of a wide row: as it lies in memory, or brought back from the windows of its
 * pixels. */
static inline const float *slopes(const NormJob *j, int64_t at, int64_t n, float *room)
{
    const PoolJob *pool = j->pool;
    if (!pool)
        return j->dy + at;
    int64_t pixel = at / j->c, row = pixel / pool->w;
    PoolPixel to = {row / pool->h, row % pool->h, pixel % pool->w, at % j->c, min(n, j->c)};
    for (int64_t k = 0; k < n; k += j->c) {
        pool_grad_pixel(pool, &to, room + k);
        if (++to.column == pool->w) {
            to.column = 0;
            to.row++;
        }
        if (to.row == pool->h) {
            to.row = 0;
            to.image++;
        }
    }
    return room;
}

/* Memory is asked for n columns of a later row. With something added there are so many streams that asking
 * costs as much as it brings. */
static inline void ask(const NormJob *j, int64_t at, int64_t n)
{
    if (j->y)
        return;
    vector_ask(j->x + at, n);
    if (!j->pool) /* which asks itself */
        vector_ask(j->dy + at, n);
}

/* Add dy, and dy (x - mean), of n columns to plain and times; at most NORM_BLOCK_ROWS rows, `stride` apart.
 */
INLINE void add_block(const NormJob *j, Mask mask, int64_t at, int64_t rows, int64_t stride, int64_t column,
                      int64_t n, float *plain, float *times)
{
    const float *mean = j->mean + column, *scale = j->scale + column, *beta = j->beta + column;
    float room[NORM_COLUMNS];
    for (int64_t row = 0; row < rows; row++, at += stride) {
        const float *x = j->x + at, *from = slopes(j, at, n, room), *y = mask == MASK_BY_Y ? j->y + at : NULL;
        float *to = mask == MASK_BY_Y ? j->masked + at : NULL; /* may be where dy is */
        ask(j, at + NORM_ROWS_AHEAD * stride, n);
#pragma omp simd
        for (int64_t k = 0; k < n; k++) {
            float u = x[k] - mean[k], dy = from[k];
            if (mask == MASK_BY_X)
                dy = norm_value(u, scale[k], beta[k]) > 0 ? dy : 0;
            if (mask == MASK_BY_Y)
                to[k] = dy = y[k] > 0 ? dy : 0;
            plain[k] += dy;
            times[k] += dy * u;
        }
    }
}

/* The sums over some rows go to sum_dy[k % c] and sum_dyx[k % c], counted from `column`. */
static void add_rows(const NormJob *j, int64_t at, int64_t rows, int64_t stride, int64_t column, int64_t n,
                     double *sum_dy, double *sum_dyx)
{
    float plain[NORM_COLUMNS], times[NORM_COLUMNS];
    for (int64_t row = 0; row < rows; row += NORM_BLOCK_ROWS, at += NORM_BLOCK_ROWS * stride) {
        int64_t count = rows - row < NORM_BLOCK_ROWS ? rows - row : NORM_BLOCK_ROWS;
        for (int64_t k = 0; k < n; k++)
            plain[k] = times[k] = 0;
        if (j->y)
            add_block(j, MASK_BY_Y, at, count, stride, column, n, plain, times);
        else if (j->relu)
            add_block(j, MASK_BY_X, at, count, stride, column, n, plain, times);
        else
            add_block(j, MASK_NONE, at, count, stride, column, n, plain, times);
        for (int64_t first = 0; first < n; first += j->c)
            for (int64_t k = 0; k < j->c && first + k < n; k++) {
                sum_dy[k] += (double)plain[first + k];
                sum_dyx[k] += (double)times[first + k];
            }
    }
}

static void sums_piece(const void *job, int64_t chunk)
{
    const NormJob *j = job;
    int64_t start = pieces_start(j->wide, j->chunks, chunk),
            end = pieces_start(j->wide, j->chunks, chunk + 1);
    double *sum_dy = j->sums + chunk * 2 * j->c, *sum_dyx = sum_dy + j->c;
    memset(sum_dy, 0, (size_t)(2 * j->c) * sizeof(double));
    for (int64_t column = 0; column < j->width; column += NORM_COLUMNS) {
        int64_t n = j->width - column < NORM_COLUMNS ? j->width - column : NORM_COLUMNS;
        add_rows(j, start * j->width + column, end - start, j->width, column, n, sum_dy + column,
                 sum_dyx + column);
    }
    if (chunk == j->chunks - 1 && j->fold > 1)
        add_rows(j, j->wide * j->width, j->rows - j->wide * j->fold, j->c, 0, j->c, sum_dy, sum_dyx);
}

/* dx = (dy - of_x (x - mean) - of_one) scale of n columns of a wide row; it may be written where x or dy is.
 */
INLINE void gradient_row(const NormJob *j, Mask mask, int64_t at, int64_t column, int64_t n)
{
    const float *mean = j->mean + column, *scale = j->scale + column, *beta = j->beta + column,
                *of_x = j->of_x + column, *of_one = j->of_one + column;
    float room[NORM_COLUMNS];
    const float *x = j->x + at, *from = slopes(j, at, n, room);
    float *dx = j->out + at;
    ask(j, at + NORM_ROWS_AHEAD * j->width, n);
    if (!j->y)
        vector_ask_to_write(dx + NORM_ROWS_AHEAD * j->width, n);
#pragma omp simd
    for (int64_t k = 0; k < n; k++) {
        float u = x[k] - mean[k], dy = from[k];
        if (mask == MASK_BY_X)
            dy = norm_value(u, scale[k], beta[k]) > 0 ? dy : 0;
        dx[k] = (dy - of_one[k] - of_x[k] * u) * scale[k];
    }
}

INLINE void gradient_rows(const NormJob *j, Mask mask, int64_t at, int64_t rows, int64_t width)
{
    for (int64_t row = 0; row < rows; row++)
        for (int64_t column = 0; column < width; column += NORM_COLUMNS)
            gradient_row(j, mask, at + row * width + column, column, min(width - column, NORM_COLUMNS));
}

static void gradient_piece(const void *job, int64_t chunk)
{
    const NormJob *j = job;
    int64_t start = pieces_start(j->wide, j->chunks, chunk),
            end = pieces_start(j->wide, j->chunks, chunk + 1);
    int64_t narrow = chunk == j->chunks - 1 ? j->rows - j->wide * j->fold : 0;
    if (j->relu && !j->y) {
        gradient_rows(j, MASK_BY_X, j->wide * j->width, narrow, j->c);
        gradient_rows(j, MASK_BY_X, start * j->width, end - start, j->width);
    } else {
        gradient_rows(j, MASK_NONE, j->wide * j->width, narrow, j->c);
        gradient_rows(j, MASK_NONE, start * j->width, end - start, j->width);
    }
}

/* From the chunks' sums: dgamma, dbeta, and the coefficients of the second pass. */
static void finish_sums(const NormJob *job, const Norm *how, float *of_x, float *of_one, float *dgamma,
                        float *dbeta)
{
    double per_row = 1.0 / (double)job->rows;
    for (int64_t k = 0; k < job->c; k++) {
        double sum_dy = 0, sum_dyx = 0;
        for (int64_t chunk = 0; chunk < job->chunks; chunk++) {
            sum_dy += job->sums[chunk * 2 * job->c + k];
            sum_dyx += job->sums[(chunk * 2 + 1) * job->c + k];
        }
        double over_std = 1.0 / sqrt((double)view_data(how->var)[k] + (double)how->eps);
        dbeta[k] = (float)sum_dy;
        dgamma[k] = (float)(sum_dyx * over_std);
        of_x[k] = (float)(sum_dyx * over_std * over_std * per_row);
        of_one[k] = (float)(sum_dy * per_row);
    }
    norm_widen(job, of_x);
    norm_widen(job, of_one);
}

bool norm_gradients(NormJob *job, const Norm *how, const View *dx, const View *dgamma, const View *dbeta)
{
    float *coefficients = norm_coefficients(job, how, 2);
    job->sums = pool_take((size_t)(job->chunks * 2 * job->c) * sizeof(double));
    if (!coefficients || !job->sums) {
        pool_give(coefficients);
        pool_give(job->sums);
        return false;
    }
    pieces_run(job->chunks, sums_piece, job);
    float *of_x = coefficients + 3 * job->width, *of_one = of_x + job->width;
    finish_sums(job, how, of_x, of_one, view_data(dgamma), view_data(dbeta));
    job->of_x = of_x;
    job->of_one = of_one;
    if (job->y)
        job->dy = job->masked;
    job->out = view_data(dx);
    pieces_run(job->chunks, gradient_piece, job);
    pool_give(coefficients);
    pool_give(job->sums);
    return true;
}

bool cpu_norm_grad(const Norm *how, const View *y, const View *dy, const View *dx, const View *dgamma,
                   const View *dbeta, const View *dadd)
{
    NormJob job = norm_job(how->x);
    job.dy = view_data(dy);
    if (how->add && how->act == ACT_RELU) {
        job.y = view_data(y);
        job.masked = view_data(dadd);
    }
    return norm_gradients(&job, how, dx, dgamma, dbeta);
}
