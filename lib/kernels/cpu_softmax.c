/* Softmax along rows, its logarithm, and their gradients.
 *
 * e^x overflows at 89, so the row's largest element is subtracted first: the result is the same number, and
 * every exponent is at most 0. The logarithm is never taken of a softmax, which may have rounded to 0: log
 * softmax(x) = x - max - log(sum).
 *
 * Rows may be a thousand floats long, or two. Short loops do not vectorise, so the costly part, exp, runs
 * over a block of many rows at once, as if it were one: what is cheap (largest, sum, scale) goes row by row,
 * before and after. */
#include "kernels/cpu.h"

#include "kernels/cpu_lanes.h"
#include "kernels/cpu_math.h"
#include "kernels/cpu_pieces.h"

enum { BLOCK_FLOATS = 1024 }; /* stay in the first cache between the steps */

typedef struct SoftmaxJob {
    const float *x, *y, *dy;
    float *out;
    bool log;
    int64_t rows, n, pieces;
} SoftmaxJob;

static void exp_all(float *x, int64_t n)
{
#pragma omp simd
    for (int64_t i = 0; i < n; i++)
        x[i] = math_exp(x[i]);
}

static void softmax_block(const float *x, float *y, int64_t rows, int64_t n, bool log)
{
    float largest[BLOCK_FLOATS];
    for (int64_t r = 0; r < rows; r++) {
        largest[r] = lanes_max(x + r * n, n);
        for (int64_t i = r * n; i < (r + 1) * n; i++)
            y[i] = x[i] - largest[r];
    }
    exp_all(y, rows * n);
    for (int64_t r = 0; r < rows; r++) {
        float sum = (float)lanes_sum(y + r * n, n);
        if (log) {
            float log_sum = math_log(sum);
            for (int64_t i = r * n; i < (r + 1) * n; i++)
                y[i] = (x[i] - largest[r]) - log_sum;
        } else {
            float scale = 1.0f / sum;
            for (int64_t i = r * n; i < (r + 1) * n; i++)
                y[i] *= scale;
        }
    }
}

static void softmax_piece(const void *job, int64_t piece)
{
    const SoftmaxJob *j = job;
    int64_t block = j->n < BLOCK_FLOATS ? BLOCK_FLOATS / j->n : 1;
    int64_t row = pieces_start(j->rows, j->pieces, piece), end = pieces_start(j->rows, j->pieces, piece + 1);
    for (; row < end; row += block) {
        int64_t rows = end - row < block ? end - row : block;
        softmax_block(j->x + row * j->n, j->out + row * j->n, rows, j->n, j->log);
    }
}

bool cpu_softmax(bool log, const View *x, const View *y)
{
    SoftmaxJob job = {
        .x = view_data(x), .out = view_data(y), .log = log, .rows = x->shape[0], .n = x->shape[1]};
    job.pieces = pieces_count(job.rows, job.n, INT64_MAX);
    pieces_run(job.pieces, softmax_piece, &job);
    return true;
}

/* dx = y (dy - sum(dy y)); of the logarithm, dx = dy - e^y sum(dy). */
static void gradient_block(const float *y, const float *dy, float *dx, int64_t rows, int64_t n, bool log)
{
    if (log) {
#pragma omp simd
        for (int64_t i = 0; i < rows * n; i++)
            dx[i] = math_exp(y[i]);
    }
    for (int64_t r = 0; r < rows; r++) {
        float sum = (float)(log ? lanes_sum(dy + r * n, n) : lanes_dot(dy + r * n, y + r * n, n));
        if (log)
            for (int64_t i = r * n; i < (r + 1) * n; i++)
                dx[i] = dy[i] - dx[i] * sum;
        else
            for (int64_t i = r * n; i < (r + 1) * n; i++)
                dx[i] = y[i] * (dy[i] - sum);
    }
}

static void gradient_piece(const void *job, int64_t piece)
{
    const SoftmaxJob *j = job;
    int64_t block = j->n < BLOCK_FLOATS ? BLOCK_FLOATS / j->n : 1;
    int64_t row = pieces_start(j->rows, j->pieces, piece), end = pieces_start(j->rows, j->pieces, piece + 1);
    for (; row < end; row += block) {
        int64_t rows = end - row < block ? end - row : block, at = row * j->n;
        gradient_block(j->y + at, j->dy + at, j->out + at, rows, j->n, j->log);
    }
}

bool cpu_softmax_grad(bool log, const View *y, const View *dy, const View *dx)
{
    SoftmaxJob job = {.y = view_data(y), .dy = view_data(dy), .out = view_data(dx), .log = log};
    job.rows = y->shape[0];
    job.n = y->shape[1];
    job.pieces = pieces_count(job.rows, job.n, INT64_MAX);
    pieces_run(job.pieces, gradient_piece, &job);
    return true;
}
