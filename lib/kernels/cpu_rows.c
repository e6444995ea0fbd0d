/* Kernels that pick rows by number: embeddings (gather, scatter_add) and the loss at the right class (pick).
 *
 * Reading rows is the same for any number of threads. Adding is not: several rows may go to one place, and
 * float sums depend on their order. So scatter_add gives each thread a range of columns rather than of rows:
 * within a column every sum is made in the order of the index, and no two threads ever meet. */
#include "kernels/cpu.h"

#include <inttypes.h>
#include <string.h>

#include "base/error.h"
#include "kernels/cpu_pieces.h"

/* Numbers from outside become addresses here: each must be whole and within 0 .. n - 1. `who` is what a
 * program calls, here and in opencl_launch.c. */
static bool index_fits(const char *who, const View *index, int64_t n)
{
    const float *at = view_data(index);
    for (int64_t i = 0; i < index->shape[0]; i++) {
        float number = at[i * index->stride[0]];
        bool fits = number >= 0 && number < (float)n && number == (float)(int64_t)number;
        if (!fits) {
            error_set(ERR_VALUE, "%s: index %g at position %" PRId64 ", with %" PRId64 " to choose from", who,
                      (double)number, i, n);
            error_hint("indices and labels are whole numbers from 0 to %" PRId64, n - 1);
            return false;
        }
    }
    return true;
}

typedef struct RowsJob {
    const float *from, *index;
    float *to;
    int64_t rows, width, pieces;
} RowsJob;

static void gather_piece(const void *job, int64_t piece)
{
    const RowsJob *j = job;
    int64_t end = pieces_start(j->rows, j->pieces, piece + 1);
    for (int64_t i = pieces_start(j->rows, j->pieces, piece); i < end; i++)
        memcpy(j->to + i * j->width, j->from + (int64_t)j->index[i] * j->width,
               (size_t)j->width * sizeof(float));
}

bool cpu_gather(const View *table, const View *index, const View *rows)
{
    if (!index_fits("tensor_gather", index, table->shape[0]))
        return false;
    RowsJob job = {.from = view_data(table), .index = view_data(index), .to = view_data(rows)};
    job.rows = rows->shape[0];
    job.width = rows->shape[1];
    job.pieces = pieces_count(job.rows, job.width, INT64_MAX);
    pieces_run(job.pieces, gather_piece, &job);
    return true;
}

static void scatter_piece(const void *job, int64_t piece)
{
    const RowsJob *j = job;
    int64_t start = pieces_start(j->width, j->pieces, piece),
            end = pieces_start(j->width, j->pieces, piece + 1);
    for (int64_t i = 0; i < j->rows; i++) {
        const float *row = j->from + i * j->width;
        float *sum = j->to + (int64_t)j->index[i] * j->width;
        for (int64_t k = start; k < end; k++)
            sum[k] += row[k];
    }
}

bool cpu_scatter_add(const View *rows, const View *index, const View *table)
{
    enum { CACHE_LINE = 16 }; /* floats; threads that write to one line hinder each other */
    if (!index_fits("tensor_gather", index, table->shape[0]))
        return false;
    RowsJob job = {.from = view_data(rows), .index = view_data(index), .to = view_data(table)};
    job.rows = rows->shape[0];
    job.width = rows->shape[1];
    job.pieces = pieces_count(job.width / CACHE_LINE, job.rows * CACHE_LINE, INT64_MAX);
    if (job.pieces < 1)
        job.pieces = 1;
    pieces_run(job.pieces, scatter_piece, &job);
    return true;
}

bool cpu_pick(const View *x, const View *index, const View *out)
{
    if (!index_fits("tensor_nll", index, x->shape[1]))
        return false;
    const float *from = view_data(x), *at = view_data(index);
    float *to = view_data(out);
    for (int64_t row = 0; row < x->shape[0]; row++)
        to[row * out->stride[0]] =
            from[row * x->stride[0] + (int64_t)at[row * index->stride[0]] * x->stride[1]];
    return true;
}

bool cpu_pick_grad(const View *dout, const View *index, const View *dx)
{
    if (!index_fits("tensor_one_hot, or the way back of tensor_nll", index, dx->shape[1]) ||
        !cpu_fill(dx, 0.0f))
        return false;
    const float *from = view_data(dout), *at = view_data(index);
    float *to = view_data(dx);
    for (int64_t row = 0; row < dx->shape[0]; row++)
        to[row * dx->stride[0] + (int64_t)at[row * index->stride[0]] * dx->stride[1]] =
            from[row * dout->stride[0]];
    return true;
}
