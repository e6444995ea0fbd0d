/* Pooling: the largest or the mean of each window, and the way back.
 *
 * The channels of a pixel lie side by side, so a window is a few runs of c floats, compared or added run by
 * run: the inner loop goes over channels, vectorises, and needs no thought about borders. Each pixel is read
 * once per window it is in (4/9 new for 3 x 3 windows 2 apart), mostly from the cache; so memory is the limit
 * here as well.
 *
 * On the way back windows may overlap, and then two of them add to one pixel. A piece of work is therefore a
 * whole image, or a block of channels of one when there are few images: no other thread writes to its pixels.
 */
#include "kernels/cpu.h"

#include <string.h>

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
    int64_t pieces;
    int64_t blocks; /* of channels, in each image; the way back only */
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

static void spread_mean(const PoolJob *j, float *image, Span rows, Span columns, int64_t n, const float *dy)
{
    float scale = 1.0f / (float)(rows.size * columns.size);
    for (int64_t row = rows.first; row < rows.last; row++)
        for (int64_t column = columns.first; column < columns.last; column++) {
            float *dx = image + (row * j->w + column) * j->c;
#pragma omp simd
            for (int64_t k = 0; k < n; k++)
                dx[k] += dy[k] * scale;
        }
}

/* Channels `channel` .. channel + n - 1 of one image. */
static void gradient_of_image(const PoolJob *j, int64_t image, int64_t channel, int64_t n)
{
    float *dx = j->dx + image * j->h * j->w * j->c + channel;
    for (int64_t pixel = 0; pixel < j->h * j->w; pixel++)
        memset(dx + pixel * j->c, 0, (size_t)n * sizeof(float));

    for (int64_t row = 0; row < j->h2; row++) {
        Span rows = span_of(j, row, j->h, j->h2, j->window.height);
        for (int64_t column = 0; column < j->w2; column++) {
            Span columns = span_of(j, column, j->w, j->w2, j->window.width);
            int64_t at = ((image * j->h2 + row) * j->w2 + column) * j->c + channel;
            if (j->winner)
                for (int64_t k = 0; k < n; k++) /* each channel has its own winner: nothing to vectorise */
                    dx[(int64_t)j->winner[at + k] * j->c + k] += j->dy[at + k];
            else
                spread_mean(j, dx, rows, columns, n, j->dy + at);
        }
    }
}

static void gradient_piece(const void *job, int64_t piece)
{
    const PoolJob *j = job;
    int64_t end = pieces_start(j->n * j->blocks, j->pieces, piece + 1);
    for (int64_t i = pieces_start(j->n * j->blocks, j->pieces, piece); i < end; i++) {
        int64_t first = pieces_start(j->c, j->blocks, i % j->blocks);
        gradient_of_image(j, i / j->blocks, first, pieces_start(j->c, j->blocks, i % j->blocks + 1) - first);
    }
}

bool cpu_pool_grad(PoolKind kind, const Window *window, const View *dy, const View *winner, const View *dx)
{
    enum { ENOUGH_IMAGES = 16, FEWEST_CHANNELS = 16 };
    PoolJob job = job_of(kind, window, dx, dy);
    job.dy = view_data(dy);
    job.dx = view_data(dx);
    job.winner = winner ? view_data(winner) : NULL;
    job.blocks = job.n < ENOUGH_IMAGES && job.c >= 2 * FEWEST_CHANNELS ? job.c / FEWEST_CHANNELS : 1;
    job.pieces = pieces_count(job.n * job.blocks, view_count(dx) / (job.n * job.blocks), INT64_MAX);
    pieces_run(job.pieces, gradient_piece, &job);
    return true;
}
