/* Normalisation of columns: mean and variance, their use, and the gradient of both together (batch
 * normalisation).
 *
 * The textbook formula mean(x^2) - mean(x)^2 fails when the mean is large: of 1000.1^2 and 1000.0^2 a float
 * keeps seven digits, and all of them cancel. So the variance is summed from differences to a mean, in small
 * blocks: a block of rows is read twice, the second time from the cache, and its mean and sum of squares are
 * merged with what was there, n = na + nb,   d = mean_b - mean_a,   mean = mean_a + d nb/n,   squares =
 * squares_a + squares_b + d^2 na nb/n, in double (Chan, Golub, LeVeque). Memory is read once, which is the
 * limit here.
 *
 * Narrow rows, without gaps, are read as wide ones: (rows, 8) is also (rows / 64, 512), and 64 results per
 * channel come together at the end. So the inner loops are long whatever the number of channels. */
#include "kernels/cpu.h"

#include <math.h>
#include <string.h>

#include "base/pool.h"
#include "kernels/cpu_pieces.h"

enum {
    COLUMNS = 512,    /* worked on at a time                                        */
    BLOCK_ROWS = 64,  /* rows added in float before the sums go on in double        */
    MOST_CHUNKS = 64, /* chunks of rows, which threads share                        */
};

/* A matrix (rows, c) read as `wide` rows of c * fold floats, and rows % fold narrow ones at the end. */
typedef struct NormJob {
    const float *x, *dy;
    float *out;
    const float *coefficient; /* several rows of `width` numbers, one for each column */
    int64_t rows, c, fold, width, wide;
    int64_t chunks;
    double *sums; /* (chunks, 2, c) */
} NormJob;

static NormJob job_of(const View *x)
{
    NormJob job = {.x = view_data(x), .rows = x->shape[0], .c = x->shape[1]};
    job.fold = job.c < COLUMNS ? COLUMNS / job.c : 1;
    if (job.fold > (job.rows + 7) / 8)
        job.fold = (job.rows + 7) / 8; /* at least 8 wide rows, or it does not pay */
    job.width = job.c * job.fold;
    job.wide = job.rows / job.fold;
    job.chunks = pieces_count(job.wide, job.width, MOST_CHUNKS);
    return job;
}

/* --- mean and variance
 * ------------------------------------------------------------------------------------------------- */

/* Means and summed squares of n columns over `count` rows. */
typedef struct Moments {
    int64_t count;
    double mean[COLUMNS];
    double squares[COLUMNS];
} Moments;

static void merge(int64_t na, double *mean, double *squares, int64_t nb, double mean_b, double squares_b)
{
    double part = (double)nb / (double)(na + nb);
    double d = mean_b - *mean;
    *mean += d * part;
    *squares += squares_b + d * d * (double)na * part;
}

static void add_block(Moments *m, const float *x, int64_t rows, int64_t row_stride, int64_t n)
{
    float near[COLUMNS], sum[COLUMNS], square[COLUMNS];
    for (int64_t j = 0; j < n; j++)
        near[j] = sum[j] = square[j] = 0;
    for (int64_t row = 0; row < rows; row++)
        for (int64_t j = 0; j < n; j++)
            near[j] += x[row * row_stride + j];
    for (int64_t j = 0; j < n; j++)
        near[j] /= (float)rows;
    for (int64_t row = 0; row < rows; row++)
        for (int64_t j = 0; j < n; j++) {
            float d = x[row * row_stride + j] - near[j];
            sum[j] += d;
            square[j] += d * d;
        }
    for (int64_t j = 0; j < n; j++) { /* `near` is the mean but for rounding; `sum` is what is missing */
        double rest = (double)sum[j] / (double)rows;
        merge(m->count, &m->mean[j], &m->squares[j], rows, (double)near[j] + rest,
              (double)square[j] - rest * (double)sum[j]);
    }
    m->count += rows;
}

/* One chunk of rows, one block of columns after another. The last chunk has the narrow rows at the end, too.
 */
static void stats_piece(const void *job, int64_t chunk)
{
    const NormJob *j = job;
    int64_t start = pieces_start(j->wide, j->chunks, chunk),
            end = pieces_start(j->wide, j->chunks, chunk + 1);
    double *mean = j->sums + chunk * 2 * j->c, *squares = mean + j->c;
    for (int64_t column = 0; column < j->width; column += COLUMNS) {
        int64_t n = j->width - column < COLUMNS ? j->width - column : COLUMNS;
        Moments m = {0};
        for (int64_t row = start; row < end; row += BLOCK_ROWS)
            add_block(&m, j->x + row * j->width + column, end - row < BLOCK_ROWS ? end - row : BLOCK_ROWS,
                      j->width, n);
        int64_t own = n < j->c ? n : j->c;
        memcpy(mean + column, m.mean, (size_t)own * sizeof(double));
        memcpy(squares + column, m.squares, (size_t)own * sizeof(double));
        for (int64_t k = j->c; k < n; k++) /* only when folded: then the first block is all there is */
            merge(k / j->c * m.count, &mean[k % j->c], &squares[k % j->c], m.count, m.mean[k], m.squares[k]);
    }
    int64_t narrow = j->rows - j->wide * j->fold;
    if (chunk == j->chunks - 1 && narrow > 0) {
        Moments m = {0};
        for (int64_t row = j->wide * j->fold; row < j->rows; row += BLOCK_ROWS)
            add_block(&m, j->x + row * j->c, j->rows - row < BLOCK_ROWS ? j->rows - row : BLOCK_ROWS, j->c,
                      j->c);
        for (int64_t k = 0; k < j->c; k++)
            merge((end - start) * j->fold, &mean[k], &squares[k], narrow, m.mean[k], m.squares[k]);
    }
}

bool cpu_norm_stats(const View *x, const View *mean, const View *var)
{
    NormJob job = job_of(x);
    job.sums = pool_take((size_t)(job.chunks * 2 * job.c) * sizeof(double));
    if (!job.sums)
        return false;
    pieces_run(job.chunks, stats_piece, &job);
    double *all = job.sums;
    int64_t count = pieces_start(job.wide, job.chunks, 1) * job.fold;
    for (int64_t chunk = 1; chunk < job.chunks; chunk++) {
        int64_t wide =
            pieces_start(job.wide, job.chunks, chunk + 1) - pieces_start(job.wide, job.chunks, chunk);
        int64_t rows = chunk == job.chunks - 1 ? job.rows - count : wide * job.fold;
        const double *next = job.sums + chunk * 2 * job.c;
        for (int64_t k = 0; k < job.c; k++)
            merge(count, &all[k], &all[job.c + k], rows, next[k], next[job.c + k]);
        count += rows;
    }
    for (int64_t k = 0; k < job.c; k++) {
        view_data(mean)[k] = (float)all[k];
        view_data(var)[k] = (float)(all[job.c + k] / (double)job.rows);
    }
    pool_give(job.sums);
    return true;
}

/* --- use
 * ---------------------------------------------------------------------------------------------------------------
 */

/* Repeat a row of c numbers until it fills a wide row. */
static void widen(const NormJob *job, float *coefficient)
{
    for (int64_t k = job->c; k < job->width; k++)
        coefficient[k] = coefficient[k - job->c];
}

/* y = (x - mean) scale + beta */
static void apply_rows(const NormJob *j, int64_t at, int64_t rows, int64_t n)
{
    const float *mean = j->coefficient, *scale = mean + j->width, *beta = scale + j->width;
    for (int64_t row = 0; row < rows; row++) {
        const float *restrict x = j->x + at + row * n;
        float *restrict y = j->out + at + row * n;
        for (int64_t k = 0; k < n; k++)
            y[k] = (x[k] - mean[k]) * scale[k] + beta[k];
    }
}

static void apply_piece(const void *job, int64_t chunk)
{
    const NormJob *j = job;
    int64_t start = pieces_start(j->wide, j->chunks, chunk),
            end = pieces_start(j->wide, j->chunks, chunk + 1);
    apply_rows(j, start * j->width, end - start, j->width);
    if (chunk == j->chunks - 1)
        apply_rows(j, j->wide * j->width, j->rows - j->wide * j->fold, j->c);
}

bool cpu_norm_apply(const View *x, const View *mean, const View *var, float eps, const View *gamma,
                    const View *beta, const View *y)
{
    NormJob job = job_of(x);
    float *coefficient = pool_take((size_t)(3 * job.width) * sizeof(float));
    if (!coefficient)
        return false;
    float *scale = coefficient + job.width, *shift = scale + job.width;
    for (int64_t k = 0; k < job.c; k++) {
        coefficient[k] = view_data(mean)[k];
        scale[k] = view_data(gamma)[k] / sqrtf(view_data(var)[k] + eps);
        shift[k] = view_data(beta)[k];
    }
    widen(&job, coefficient);
    widen(&job, scale);
    widen(&job, shift);
    job.coefficient = coefficient;
    job.out = view_data(y);
    pieces_run(job.chunks, apply_piece, &job);
    pool_give(coefficient);
    return true;
}

/* --- gradient
 * ----------------------------------------------------------------------------------------------------------
 */

/* Add the sums over some rows of dy, and of dy (x - mean), to total[k % c]. */
static void add_gradients(const NormJob *j, int64_t at, int64_t rows, int64_t row_stride, int64_t n,
                          const float *mean, double *sum_dy, double *sum_dyx)
{
    float plain[COLUMNS], times[COLUMNS];
    for (int64_t row = 0; row < rows; row += BLOCK_ROWS) {
        for (int64_t k = 0; k < n; k++)
            plain[k] = times[k] = 0;
        for (int64_t r = row; r < row + BLOCK_ROWS && r < rows; r++) {
            const float *x = j->x + at + r * row_stride, *dy = j->dy + at + r * row_stride;
            for (int64_t k = 0; k < n; k++) {
                plain[k] += dy[k];
                times[k] += dy[k] * (x[k] - mean[k]);
            }
        }
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
    for (int64_t column = 0; column < j->width; column += COLUMNS) {
        int64_t n = j->width - column < COLUMNS ? j->width - column : COLUMNS;
        add_gradients(j, start * j->width + column, end - start, j->width, n, j->coefficient + column,
                      sum_dy + column, sum_dyx + column);
    }
    if (chunk == j->chunks - 1 && j->fold > 1)
        add_gradients(j, j->wide * j->width, j->rows - j->wide * j->fold, j->c, j->c, j->coefficient, sum_dy,
                      sum_dyx);
}

/* dx = (dy - of_x (x - mean) - of_one) scale */
static void gradient_rows(const NormJob *j, int64_t at, int64_t rows, int64_t n)
{
    const float *mean = j->coefficient, *scale = mean + j->width, *of_x = scale + j->width,
                *of_one = of_x + j->width;
    for (int64_t row = 0; row < rows; row++) {
        const float *restrict x = j->x + at + row * n, *restrict dy = j->dy + at + row * n;
        float *restrict dx = j->out + at + row * n;
        for (int64_t k = 0; k < n; k++)
            dx[k] = (dy[k] - of_one[k] - of_x[k] * (x[k] - mean[k])) * scale[k];
    }
}

static void gradient_piece(const void *job, int64_t chunk)
{
    const NormJob *j = job;
    int64_t start = pieces_start(j->wide, j->chunks, chunk),
            end = pieces_start(j->wide, j->chunks, chunk + 1);
    gradient_rows(j, start * j->width, end - start, j->width);
    if (chunk == j->chunks - 1)
        gradient_rows(j, j->wide * j->width, j->rows - j->wide * j->fold, j->c);
}

/* With u = (x - mean) / std:  dbeta = sum(dy),  dgamma = sum(dy u),  dx = gamma / std (dy - dbeta / rows - u
 * dgamma / rows). The two last terms are there because mean and std depend on x as well. Two passes: the
 * sums, then dx. */
bool cpu_norm_grad(const View *x, const View *dy, const View *mean, const View *var, float eps,
                   const View *gamma, const View *dx, const View *dgamma, const View *dbeta)
{
    NormJob job = job_of(x);
    float *coefficient = pool_take((size_t)(4 * job.width) * sizeof(float));
    job.sums = pool_take((size_t)(job.chunks * 2 * job.c) * sizeof(double));
    if (!coefficient || !job.sums) {
        pool_give(coefficient);
        pool_give(job.sums);
        return false;
    }
    memcpy(coefficient, view_data(mean), (size_t)job.c * sizeof(float));
    widen(&job, coefficient);
    job.coefficient = coefficient;
    job.dy = view_data(dy);
    job.out = view_data(dx);
    pieces_run(job.chunks, sums_piece, &job);

    float *scale = coefficient + job.width, *of_x = scale + job.width, *of_one = of_x + job.width;
    double per_row = 1.0 / (double)job.rows;
    for (int64_t k = 0; k < job.c; k++) {
        double sum_dy = 0, sum_dyx = 0;
        for (int64_t chunk = 0; chunk < job.chunks; chunk++) {
            sum_dy += job.sums[chunk * 2 * job.c + k];
            sum_dyx += job.sums[(chunk * 2 + 1) * job.c + k];
        }
        double over_std = 1.0 / sqrt((double)view_data(var)[k] + (double)eps);
        view_data(dbeta)[k] = (float)sum_dy;
        view_data(dgamma)[k] = (float)(sum_dyx * over_std);
        scale[k] = (float)((double)view_data(gamma)[k] * over_std);
        of_x[k] = (float)(sum_dyx * over_std * over_std * per_row);
        of_one[k] = (float)(sum_dy * per_row);
    }
    widen(&job, scale);
    widen(&job, of_x);
    widen(&job, of_one);
    pieces_run(job.chunks, gradient_piece, &job);
    pool_give(coefficient);
    pool_give(job.sums);
    return true;
}
