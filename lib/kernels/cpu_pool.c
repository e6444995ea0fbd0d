/* Pooling: the largest or the mean of each window, and the way back.
 *
 * The channels of a pixel lie side by side, so a window is a few runs of c floats, compared or added run by
 * run: the inner loop goes over channels, vectorises, and needs no thought about borders. Each pixel is read
 * once per window it is in (4/9 new for 3 x 3 windows 2 apart), mostly from the cache; so memory is the limit
 * here as well.
 *
 * On the way back windows may overlap, and a pixel gets something from each that it is in. So every pixel
 * fetches: it asks its windows (at most four for 3 x 3, 2 apart), channel by channel, whether it has won. No
 * two threads write to one place, each place is written in one go, and again the inner loop goes over
 * channels. To go over the windows and hand dy to the winners would be less work, but none that vectorises,
 * since each channel has its own winner.
 */
#include "kernels/cpu.h"

#include <string.h>

#include "base/pool.h"
#include "kernels/cpu_pieces.h"

enum { CHANNELS = 128 }; /* worked on at a time, so that sums stay in the first cache */

typedef struct PoolJob {
    PoolKind kind;
    Window window;
    int64_t n, h, w, c; /* the images           */
    int64_t h2, w2;     /* what comes out       */
    const float *x, *dy;
    float *y, *dx;
    float *winner;
    const int32_t *first_row, *row_count, *first_column,
        *column_count; /* the windows of a pixel; back only */
    int64_t pieces;
} PoolJob;

/* Part of one axis of the image: pixels first .. last - 1, of `size` counted ones. */
typedef struct Span {
    int64_t first, last, size;
} Span;

/* The pixels under window i. A window may begin in the padding and may end in it, or past it where the sizes
 * were rounded up: what lies past the padded image does not count, padding counts for the mean. */
static Span span_of(const PoolJob *job, int64_t i, int64_t size, int64_t out_size, int64_t length)
{
    if (job->kind == POOL_ADAPTIVE_MAX || job->kind == POOL_ADAPTIVE_AVG) {
        int64_t first = i * size / out_size, last = ((i + 1) * size + out_size - 1) / out_size;
        return (Span){first, last, last - first};
    }
    int64_t pad = job->window.pad;
    int64_t first = i * job->window.stride - pad, last = first + length;
    if (last > size + pad)
        last = size + pad;
    int64_t counted = last - first;
    return (Span){first > 0 ? first : 0, last < size ? last : size, counted};
}

static void largest_of(const PoolJob *j, const float *image, Span rows, Span columns, int64_t n, float *y,
                       float *winner)
{
    int64_t start = rows.first * j->w + columns.first;
    memcpy(y, image + start * j->c, (size_t)n * sizeof(float));
    for (int64_t k = 0; winner && k < n; k++)
        winner[k] = (float)start;
    for (int64_t row = rows.first; row < rows.last; row++)
        for (int64_t column = columns.first; column < columns.last; column++) {
            const float *x = image + (row * j->w + column) * j->c;
            float at = (float)(row * j->w + column);
            if (winner) {
#pragma omp simd
                for (int64_t k = 0; k < n; k++) {
                    int better = (x[k] > y[k]) | (x[k] != x[k]); /* NaN wins, as everywhere */
                    y[k] = better ? x[k] : y[k];
                    winner[k] = better ? at : winner[k];
                }
            } else {
#pragma omp simd
                for (int64_t k = 0; k < n; k++)
                    y[k] = ((x[k] > y[k]) | (x[k] != x[k])) ? x[k] : y[k];
            }
        }
}

static void mean_of(const PoolJob *j, const float *image, Span rows, Span columns, int64_t n, float *y)
{
    /* Row by row, then the rows: sums of at most a row's length, and not of a whole image, go into one float.
     */
    float row_sum[CHANNELS], sum[CHANNELS];
    for (int64_t k = 0; k < n; k++)
        sum[k] = 0;
    for (int64_t row = rows.first; row < rows.last; row++) {
        for (int64_t k = 0; k < n; k++)
            row_sum[k] = 0;
        for (int64_t column = columns.first; column < columns.last; column++) {
            const float *x = image + (row * j->w + column) * j->c;
            for (int64_t k = 0; k < n; k++)
                row_sum[k] += x[k];
        }
        for (int64_t k = 0; k < n; k++)
            sum[k] += row_sum[k];
    }
    float scale = 1.0f / (float)(rows.size * columns.size);
    for (int64_t k = 0; k < n; k++)
        y[k] = sum[k] * scale;
}

/* Window row `row` of image `image`. */
static void pool_row(const PoolJob *j, int64_t image, int64_t row)
{
    bool max = j->kind == POOL_MAX || j->kind == POOL_ADAPTIVE_MAX;
    Span rows = span_of(j, row, j->h, j->h2, j->window.height);
    for (int64_t column = 0; column < j->w2; column++) {
        Span columns = span_of(j, column, j->w, j->w2, j->window.width);
        int64_t at = ((image * j->h2 + row) * j->w2 + column) * j->c;
        for (int64_t channel = 0; channel < j->c; channel += CHANNELS, at += CHANNELS) {
            int64_t n = j->c - channel < CHANNELS ? j->c - channel : CHANNELS;
            const float *x = j->x + image * j->h * j->w * j->c + channel;
            if (max)
                largest_of(j, x, rows, columns, n, j->y + at, j->winner ? j->winner + at : NULL);
            else
                mean_of(j, x, rows, columns, n, j->y + at);
        }
    }
}

static void pool_piece(const void *job, int64_t piece)
{
    const PoolJob *j = job;
    int64_t end = pieces_start(j->n * j->h2, j->pieces, piece + 1);
    for (int64_t row = pieces_start(j->n * j->h2, j->pieces, piece); row < end; row++)
        pool_row(j, row / j->h2, row % j->h2);
}

static PoolJob job_of(PoolKind kind, const Window *window, const View *image, const View *out)
{
    PoolJob job = {
        .kind = kind, .n = image->shape[0], .h = image->shape[1], .w = image->shape[2], .c = image->shape[3]};
    job.h2 = out->shape[1];
    job.w2 = out->shape[2];
    if (window)
        job.window = *window;
    return job;
}

bool cpu_pool(PoolKind kind, const Window *window, const View *x, const View *y, const View *winner)
{
    PoolJob job = job_of(kind, window, x, y);
    job.x = view_data(x);
    job.y = view_data(y);
    job.winner = winner ? view_data(winner) : NULL;
    job.pieces = pieces_count(job.n * job.h2, view_count(x) / (job.n * job.h2), INT64_MAX);
    pieces_run(job.pieces, pool_piece, &job);
    return true;
}

/* --- the way back
 * ------------------------------------------------------------------------------------------------------ */

/* For each of `size` pixels along an axis: the first window that it is in, and how many. Windows begin and
 * end in order, so those of a pixel are neighbours. */
static void list_windows(const PoolJob *j, int64_t size, int64_t out_size, int64_t length, int32_t *first,
                         int32_t *count)
{
    memset(count, 0, (size_t)size * sizeof *count);
    for (int64_t i = 0; i < out_size; i++) {
        Span span = span_of(j, i, size, out_size, length);
        for (int64_t pixel = span.first; pixel < span.last; pixel++)
            if (count[pixel]++ == 0)
                first[pixel] = (int32_t)i;
    }
}

/* dx of a pixel gets, or gets added, what comes from one window: all of dy where the pixel has won. */
static void from_largest(float *dx, const float *dy, const float *winner, float pixel, int64_t n, bool add)
{
    if (add)
#pragma omp simd
        for (int64_t k = 0; k < n; k++)
            dx[k] += winner[k] == pixel ? dy[k] : 0;
    else
#pragma omp simd
        for (int64_t k = 0; k < n; k++)
            dx[k] = winner[k] == pixel ? dy[k] : 0;
}

static void from_mean(float *dx, const float *dy, float scale, int64_t n, bool add)
{
    if (add)
#pragma omp simd
        for (int64_t k = 0; k < n; k++)
            dx[k] += dy[k] * scale;
    else
#pragma omp simd
        for (int64_t k = 0; k < n; k++)
            dx[k] = dy[k] * scale;
}

static void gradient_of_pixel(const PoolJob *j, int64_t image, int64_t row, int64_t column)
{
    float *dx = j->dx + ((image * j->h + row) * j->w + column) * j->c;
    bool add = false;
    for (int64_t i = j->first_row[row]; i < j->first_row[row] + j->row_count[row]; i++)
        for (int64_t k = j->first_column[column]; k < j->first_column[column] + j->column_count[column];
             k++) {
            int64_t at = ((image * j->h2 + i) * j->w2 + k) * j->c;
            if (j->winner)
                from_largest(dx, j->dy + at, j->winner + at, (float)(row * j->w + column), j->c, add);
            else {
                Span rows = span_of(j, i, j->h, j->h2, j->window.height);
                Span columns = span_of(j, k, j->w, j->w2, j->window.width);
                from_mean(dx, j->dy + at, 1.0f / (float)(rows.size * columns.size), j->c, add);
            }
            add = true;
        }
    if (!add)
        memset(dx, 0, (size_t)j->c * sizeof(float));
}

static void gradient_piece(const void *job, int64_t piece)
{
    const PoolJob *j = job;
    int64_t end = pieces_start(j->n * j->h, j->pieces, piece + 1);
    for (int64_t row = pieces_start(j->n * j->h, j->pieces, piece); row < end; row++)
        for (int64_t column = 0; column < j->w; column++)
            gradient_of_pixel(j, row / j->h, row % j->h, column);
}

bool cpu_pool_grad(PoolKind kind, const Window *window, const View *dy, const View *winner, const View *dx)
{
    PoolJob job = job_of(kind, window, dx, dy);
    int32_t *lists = pool_take((size_t)(2 * (job.h + job.w)) * sizeof *lists);
    if (!lists)
        return false;
    int32_t *row_count = lists + job.h, *first_column = row_count + job.h,
            *column_count = first_column + job.w;
    list_windows(&job, job.h, job.h2, job.window.height, lists, row_count);
    list_windows(&job, job.w, job.w2, job.window.width, first_column, column_count);
    job.first_row = lists;
    job.row_count = row_count;
    job.first_column = first_column;
    job.column_count = column_count;
    job.dy = view_data(dy);
    job.dx = view_data(dx);
    job.winner = winner ? view_data(winner) : NULL;
    job.pieces = pieces_count(job.n * job.h, job.w * job.c, INT64_MAX);
    pieces_run(job.pieces, gradient_piece, &job);
    pool_give(lists);
    return true;
}
