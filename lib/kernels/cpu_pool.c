/* Pooling: the largest or the mean of each window, and the way back.
 *
 * The channels of a pixel lie side by side, so a window is a few runs of c floats. Of a vector of channels
 * the largest so far waits in a register until all pixels of the window have passed, and borders need no
 * thought. Each pixel is read once per window it is in (4/9 new for 3 x 3 windows 2 apart), mostly from the
 * cache; so memory is the limit here as well.
 *
 * On the way back windows may overlap, and a pixel gets something from each that it is in. So every pixel
 * fetches: it asks its windows (at most four for 3 x 3, 2 apart), for a vector of channels, where it has won.
 * No two threads write to one place, and each place is written in one go. To go over the windows and hand dy
 * to the winners would be less work, but none for vectors, since each channel has its own winner. */
#include "kernels/cpu_pool.h"

#include <string.h>

#include "base/pool.h"

enum {
    CHANNELS = 128,    /* worked on at a time, so that sums stay in the first cache */
    WINDOWS_AHEAD = 4, /* on the way back memory is asked for so many               */
};

/* Of `count` channels from number k on. */
INLINE void largest_vector(const PoolJob *j, const float *image, PoolSpan rows, PoolSpan columns, int64_t k,
                           int count, float *y, float *winner)
{
    const int64_t start = rows.first * j->w + columns.first;
    Largest best = {vector_load(image + start * j->c + k, count), (Vector){0} + (float)start};
    for (int64_t row = rows.first; row < rows.last; row++) {
        const int64_t first = row * j->w + columns.first;
        const float *x = image + first * j->c + k;
        Vector pixel = (Vector){0} + (float)first;
        for (int64_t i = columns.first; i < columns.last; i++, x += j->c, pixel += 1)
            pool_compare(&best, vector_load(x, count), pixel);
    }
    vector_store(y + k, best.value, count);
    if (winner)
        vector_store(winner + k, best.winner, count);
}

/* winner: or NULL, and then nobody looks for it. */
INLINE void largest_of(const PoolJob *j, const float *image, PoolSpan rows, PoolSpan columns, int64_t n,
                       float *y, float *winner)
{
    int64_t k = 0;
    for (; k + VECTOR <= n; k += VECTOR)
        largest_vector(j, image, rows, columns, k, VECTOR, y, winner);
    if (k < n)
        largest_vector(j, image, rows, columns, k, (int)(n - k), y, winner);
}

static void mean_of(const PoolJob *j, const float *image, PoolSpan rows, PoolSpan columns, int64_t n,
                    float *y)
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
    PoolSpan rows = pool_span(j, row, j->h, j->h2, j->window.height);
    for (int64_t column = 0; column < j->w2; column++) {
        PoolSpan columns = pool_span(j, column, j->w, j->w2, j->window.width);
        int64_t at = ((image * j->h2 + row) * j->w2 + column) * j->c;
        for (int64_t channel = 0; channel < j->c; channel += CHANNELS, at += CHANNELS) {
            int64_t n = j->c - channel < CHANNELS ? j->c - channel : CHANNELS;
            const float *x = j->x + image * j->h * j->w * j->c + channel;
            if (max && j->winner)
                largest_of(j, x, rows, columns, n, j->y + at, j->winner + at);
            else if (max)
                largest_of(j, x, rows, columns, n, j->y + at, NULL);
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

PoolJob pool_job(PoolKind kind, const Window *window, const View *image, const View *out)
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
    PoolJob job = pool_job(kind, window, x, y);
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
    memset(first, 0, (size_t)size * sizeof *first);
    for (int64_t i = 0; i < out_size; i++) {
        PoolSpan span = pool_span(j, i, size, out_size, length);
        for (int64_t pixel = span.first; pixel < span.last; pixel++)
            if (count[pixel]++ == 0)
                first[pixel] = (int32_t)i;
    }
}

/* The pixel gets all of dy from the windows where it has won. They are `rows` times `columns`, lines of c
 * floats; those of a row follow each other, the next row begins `step` floats behind. */
typedef struct Windows {
    const float *dy, *winner;
    int64_t rows, columns, c, step;
} Windows;

/* Of `vectors` times `count` channels from number k on. */
INLINE void from_largest(const Windows *of, Vector pixel, int64_t k, int vectors, int count, float *dx)
{
    Vector sum[POOL_TOGETHER];
    UNROLL
    for (int i = 0; i < vectors; i++)
        sum[i] = (Vector){0};
    for (int64_t row = 0; row < of->rows; row++)
        for (int64_t column = 0, at = row * of->step + k; column < of->columns; column++, at += of->c) {
            UNROLL
            for (int i = 0; i < vectors; i++) {
                VectorBits won = vector_load(of->winner + at + i * VECTOR, count) == pixel;
                sum[i] += (Vector)(won & (VectorBits)vector_load(of->dy + at + i * VECTOR, count));
            }
        }
    UNROLL
    for (int i = 0; i < vectors; i++)
        vector_store(dx + k + i * VECTOR, sum[i], count);
}

static void grad_of_largest(const PoolJob *j, const PoolPixel *at, int64_t first, float *dx)
{
    const int64_t from = first * j->c + at->channel, n = at->n;
    const Windows of = {
        .dy = j->dy + from,
        .winner = j->winner + from,
        .rows = j->row_count[at->row],
        .columns = j->column_count[at->column],
        .c = j->c,
        .step = j->w2 * j->c,
    };
    const bool asked = at->column > 0 && j->first_column[at->column] == j->first_column[at->column - 1];
    for (int64_t row = 0; row < (asked ? 0 : of.rows); row++) {
        const int64_t soon = row * of.step + WINDOWS_AHEAD * j->c;
        vector_ask(of.dy + soon, n);
        vector_ask(of.winner + soon, n);
    }
    const Vector pixel = (Vector){0} + (float)(at->row * j->w + at->column);
    int64_t k = 0;
    for (; k + POOL_TOGETHER * VECTOR <= n; k += POOL_TOGETHER * VECTOR)
        from_largest(&of, pixel, k, POOL_TOGETHER, VECTOR, dx);
    for (; k + VECTOR <= n; k += VECTOR)
        from_largest(&of, pixel, k, 1, VECTOR, dx);
    if (k < n)
        from_largest(&of, pixel, k, 1, (int)(n - k), dx);
}

/* The pixel gets a part of dy from each window that it is in. */
static void grad_of_mean(const PoolJob *j, const PoolPixel *at, int64_t first, float *dx)
{
    const int64_t row = j->first_row[at->row], column = j->first_column[at->column];
    memset(dx, 0, (size_t)at->n * sizeof(float));
    for (int64_t r = 0; r < j->row_count[at->row]; r++)
        for (int64_t q = 0; q < j->column_count[at->column]; q++) {
            PoolSpan rows = pool_span(j, row + r, j->h, j->h2, j->window.height);
            PoolSpan columns = pool_span(j, column + q, j->w, j->w2, j->window.width);
            const float scale = 1.0f / (float)(rows.size * columns.size);
            const float *dy = j->dy + (first + r * j->w2 + q) * j->c + at->channel;
#pragma omp simd
            for (int64_t k = 0; k < at->n; k++)
                dx[k] += dy[k] * scale;
        }
}

void pool_grad_pixel(const PoolJob *j, const PoolPixel *at, float *dx)
{
    int64_t first = (at->image * j->h2 + j->first_row[at->row]) * j->w2 + j->first_column[at->column];
    if (j->winner)
        grad_of_largest(j, at, first, dx);
    else
        grad_of_mean(j, at, first, dx);
}

static void gradient_piece(const void *job, int64_t piece)
{
    const PoolJob *j = job;
    int64_t end = pieces_start(j->n * j->h, j->pieces, piece + 1);
    for (int64_t row = pieces_start(j->n * j->h, j->pieces, piece); row < end; row++)
        for (int64_t column = 0; column < j->w; column++)
            pool_grad_pixel(j, &(PoolPixel){row / j->h, row % j->h, column, 0, j->c},
                            j->dx + (row * j->w + column) * j->c);
}

int32_t *pool_list_windows(PoolJob *j)
{
    int32_t *lists = pool_take((size_t)(2 * (j->h + j->w)) * sizeof *lists);
    if (!lists)
        return NULL;
    int32_t *row_count = lists + j->h, *first_column = row_count + j->h, *column_count = first_column + j->w;
    list_windows(j, j->h, j->h2, j->window.height, lists, row_count);
    list_windows(j, j->w, j->w2, j->window.width, first_column, column_count);
    j->first_row = lists;
    j->row_count = row_count;
    j->first_column = first_column;
    j->column_count = column_count;
    return lists;
}

bool cpu_pool_grad(PoolKind kind, const Window *window, const View *dy, const View *winner, const View *dx)
{
    PoolJob job = pool_job(kind, window, dx, dy);
    int32_t *lists = pool_list_windows(&job);
    if (!lists)
        return false;
    job.dy = view_data(dy);
    job.dx = view_data(dx);
    job.winner = winner ? view_data(winner) : NULL;
    job.pieces = pieces_count(job.n * job.h, job.w * job.c, INT64_MAX);
    pieces_run(job.pieces, gradient_piece, &job);
    pool_give(lists);
    return true;
}
