/* Normalisation of columns: mean and variance, and their use; cpu_norm_grad.c has the gradient of both
 * together (batch normalisation).
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
#include "kernels/cpu_norm.h"

#include <math.h>
#include <string.h>

#include "base/pool.h"

/* --- mean and variance
 * ------------------------------------------------------------------------------------------------- */

/* Means and summed squares of n columns over `count` rows. */
typedef struct Moments {
    int64_t count;
    double mean[NORM_COLUMNS];
    double squares[NORM_COLUMNS];
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
    float near[NORM_COLUMNS], sum[NORM_COLUMNS], square[NORM_COLUMNS];
    for (int64_t j = 0; j < n; j++)
        near[j] = sum[j] = square[j] = 0;
    for (int64_t row = 0; row < rows; row++)
        for (int64_t j = 0; j < n; j++)
            near[j] += x[row * row_stride + j];
    for (int64_t j = 0; j < n; j++)
        near[j] /= (float)rows;
    for (int64_t row = 0; row < rows; row++) {
        vector_ask(x + (rows + row) * row_stride, n); /* the next block */
        for (int64_t j = 0; j < n; j++) {
            float d = x[row * row_stride + j] - near[j];
            sum[j] += d;
            square[j] += d * d;
        }
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
    for (int64_t column = 0; column < j->width; column += NORM_COLUMNS) {
        int64_t n = j->width - column < NORM_COLUMNS ? j->width - column : NORM_COLUMNS;
        Moments m = {0};
        for (int64_t row = start; row < end; row += NORM_BLOCK_ROWS)
            add_block(&m, j->x + row * j->width + column,
                      end - row < NORM_BLOCK_ROWS ? end - row : NORM_BLOCK_ROWS, j->width, n);
        int64_t own = n < j->c ? n : j->c;
        memcpy(mean + column, m.mean, (size_t)own * sizeof(double));
        memcpy(squares + column, m.squares, (size_t)own * sizeof(double));
        for (int64_t k = j->c; k < n; k++) /* only when folded: then the first block is all there is */
            merge(k / j->c * m.count, &mean[k % j->c], &squares[k % j->c], m.count, m.mean[k], m.squares[k]);
    }
    int64_t narrow = j->rows - j->wide * j->fold;
    if (chunk == j->chunks - 1 && narrow > 0) {
        Moments m = {0};
        for (int64_t row = j->wide * j->fold; row < j->rows; row += NORM_BLOCK_ROWS)
            add_block(&m, j->x + row * j->c,
                      j->rows - row < NORM_BLOCK_ROWS ? j->rows - row : NORM_BLOCK_ROWS, j->c, j->c);
        for (int64_t k = 0; k < j->c; k++)
            merge((end - start) * j->fold, &mean[k], &squares[k], narrow, m.mean[k], m.squares[k]);
    }
}

bool cpu_norm_stats(const View *x, const View *mean, const View *var)
{
    NormJob job = norm_job(x);
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

NormJob norm_job(const View *x)
{
    int64_t c = x->shape[x->n_dims - 1];
    NormJob job = {.x = view_data(x), .rows = view_count(x) / c, .c = c};
    job.fold = job.c < NORM_COLUMNS ? NORM_COLUMNS / job.c : 1;
    if (job.fold > (job.rows + 7) / 8)
        job.fold = (job.rows + 7) / 8; /* at least 8 wide rows, or it does not pay */
    job.width = job.c * job.fold;
    job.wide = job.rows / job.fold;
    job.chunks = pieces_count(job.wide, job.width, NORM_MOST_CHUNKS);
    return job;
}

void norm_widen(const NormJob *job, float *coefficient)
{
    for (int64_t k = job->c; k < job->width; k++)
        coefficient[k] = coefficient[k - job->c];
}

/* y = act((x - mean) scale + beta + add) */
INLINE void apply_kind(const NormJob *j, int64_t at, int64_t rows, int64_t n, bool adds, bool relu)
{
    const float *mean = j->mean, *scale = j->scale, *beta = j->beta;
    for (int64_t row = 0; row < rows; row++) {
        const float *x = j->x + at + row * n, *add = adds ? j->add + at + row * n : NULL;
        float *restrict y = j->out + at + row * n;
        for (int64_t k = 0; k < n; k++) {
            float v = norm_value(x[k] - mean[k], scale[k], beta[k]);
            v = adds ? v + add[k] : v;
            y[k] = relu && v < 0 ? 0 : v; /* so that NaN stays NaN */
        }
    }
}

static void apply_rows(const NormJob *j, int64_t at, int64_t rows, int64_t n)
{
    if (j->add && j->relu)
        apply_kind(j, at, rows, n, true, true);
    else if (j->add)
        apply_kind(j, at, rows, n, true, false);
    else if (j->relu)
        apply_kind(j, at, rows, n, false, true);
    else
        apply_kind(j, at, rows, n, false, false);
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

float *norm_coefficients(NormJob *job, const Norm *how, int more)
{
    int64_t width = job->width;
    float *mean = pool_take((size_t)((3 + more) * width) * sizeof *mean);
    if (!mean)
        return NULL;
    float *scale = mean + width, *beta = scale + width;
    for (int64_t k = 0; k < job->c; k++) {
        mean[k] = view_data(how->mean)[k];
        scale[k] = view_data(how->gamma)[k] / sqrtf(view_data(how->var)[k] + how->eps);
        beta[k] = view_data(how->beta)[k];
    }
    norm_widen(job, mean);
    norm_widen(job, scale);
    norm_widen(job, beta);
    job->mean = mean;
    job->scale = scale;
    job->beta = beta;
    job->relu = how->act == ACT_RELU;
    return mean;
}

bool cpu_norm_apply(const Norm *how, const View *y)
{
    NormJob job = norm_job(how->x);
    float *coefficients = norm_coefficients(&job, how, 0);
    if (!coefficients)
        return false;
    job.add = how->add ? view_data(how->add) : NULL;
    job.out = view_data(y);
    pieces_run(job.chunks, apply_piece, &job);
    pool_give(coefficients);
    return true;
}
