/* Sums, maxima and minima along any set of axes, and argmax.
 *
 * After merging axes two patterns remain. *Rows*: the innermost axis is summed, as in the mean of each image;
 * a row is folded by lanes that stand side by side in registers. *Columns*: the innermost axis is kept, as in
 * the gradient of a bias, (n*h*w, k) -> (k); whole rows are added to a row of partial sums, so that memory is
 * read in its order and the additions vectorise by themselves. Both read every float once: the limit is the
 * memory.
 *
 * Adding ten million floats one by one loses three digits, since each small term meets a sum that grew large.
 * So floats are added in blocks of at most 64 terms per lane, and the blocks in double. Threads share the
 * work in chunks whose number follows from the sizes; the chunks are put together in their order, so the bits
 * never depend on the threads. */
#include "kernels/cpu.h"

#include <math.h>

#include "base/pool.h"
#include "kernels/cpu_lanes.h"
#include "kernels/cpu_pieces.h"

enum {
    COLUMNS = 512,    /* partial sums held at a time: they fit the first cache          */
    BLOCK_ROWS = 64,  /* rows added in float before the sums go on in double            */
    MOST_CHUNKS = 64, /* chunks one reduction is cut into, so that threads can share it */
    CHUNK_TERMS = 16, /* at least so many terms in a chunk, or putting them together dominates */
};

/* Nested axes of one kind, outermost first. */
typedef struct Axes {
    int n;
    int64_t count; /* product of the sizes */
    int64_t size[MAX_DIMS];
    int64_t stride[MAX_DIMS];     /* in x   */
    int64_t out_stride[MAX_DIMS]; /* in out */
} Axes;

typedef struct Reduction {
    ReduceOp op;
    const float *x;
    float *out;
    Axes kept, summed;             /* without the inner axis                        */
    bool by_rows;                  /* the inner axis is summed                      */
    int64_t n, stride, out_stride; /* the inner axis                    */
    int64_t chunks;                /* parts of what is summed for one result        */
    int64_t groups;                /* parts of the results                          */
    double *partial;               /* (chunks, kept.count * (by_rows ? 1 : n)), or NULL when chunks == 1 */
} Reduction;

static double combine(ReduceOp op, double a, double b)
{
    switch (op) {
    case REDUCE_MAX:
        return a > b || a != a ? a : b;
    case REDUCE_MIN:
        return a < b || a != a ? a : b;
    default:
        return a + b;
    }
}

static float neutral(ReduceOp op)
{
    return op == REDUCE_SUM ? 0.0f : op == REDUCE_MAX ? -INFINITY : INFINITY;
}

static void place(const Axes *axes, int64_t index, int64_t *at, int64_t *out_at)
{
    for (int axis = axes->n - 1; axis >= 0; axis--) {
        *at += index % axes->size[axis] * axes->stride[axis];
        *out_at += index % axes->size[axis] * axes->out_stride[axis];
        index /= axes->size[axis];
    }
}

/* --- rows
 * --------------------------------------------------------------------------------------------------------------
 */

static double reduce_row(ReduceOp op, const float *x, int64_t n, int64_t stride)
{
    if (stride == 1 && op == REDUCE_SUM)
        return lanes_sum(x, n);
    if (stride == 1)
        return (double)(op == REDUCE_MAX ? lanes_max(x, n) : lanes_min(x, n));
    double total = (double)neutral(op);
    for (int64_t start = 0; start < n; start += BLOCK_ROWS) {
        int64_t end = n - start < BLOCK_ROWS ? n : start + BLOCK_ROWS;
        float part = neutral(op);
        if (op == REDUCE_SUM)
            for (int64_t i = start; i < end; i++)
                part += x[i * stride];
        else if (op == REDUCE_MAX)
            for (int64_t i = start; i < end; i++)
                part = lanes_max2(part, x[i * stride]);
        else
            for (int64_t i = start; i < end; i++)
                part = lanes_min2(part, x[i * stride]);
        total = combine(op, total, (double)part);
    }
    return total;
}

/* What chunks are cut from: the outer summed axes, or the row itself when there are none. */
static int64_t split_terms(const Reduction *r)
{
    return r->by_rows && r->summed.count == 1 ? r->n : r->summed.count;
}

/* A piece is a group of results, and for each of them the same chunk: of the outer summed axes, or of the row
 * itself when there are none. */
static void rows_piece(const void *job, int64_t piece)
{
    const Reduction *r = job;
    int64_t group = piece / r->chunks, chunk = piece % r->chunks;
    bool split_row = r->summed.count == 1;
    int64_t start = pieces_start(split_terms(r), r->chunks, chunk);
    int64_t end = pieces_start(split_terms(r), r->chunks, chunk + 1);

    int64_t result = pieces_start(r->kept.count, r->groups, group);
    int64_t last = pieces_start(r->kept.count, r->groups, group + 1);
    for (; result < last; result++) {
        int64_t at = 0, out_at = 0, none = 0;
        place(&r->kept, result, &at, &out_at);
        double total = (double)neutral(r->op);
        if (split_row)
            total = reduce_row(r->op, r->x + at + start * r->stride, end - start, r->stride);
        else
            for (int64_t row = start; row < end; row++) {
                int64_t row_at = at;
                place(&r->summed, row, &row_at, &none);
                total = combine(r->op, total, reduce_row(r->op, r->x + row_at, r->n, r->stride));
            }
        if (r->partial)
            r->partial[chunk * r->kept.count + result] = total;
        else
            r->out[out_at] = (float)total;
    }
}

/* --- columns
 * -----------------------------------------------------------------------------------------------------------
 */

#define ADD(a, b) ((a) + (b))
/* sum[j] = sum[j] + x[j] + ... over some rows; four at a time, because loading and storing the sums costs as
 * much as loading x. */
#define COLUMNS_FUNCTION(name, two)                                                                  \
    static void name(float *restrict sum, const float *restrict x, int64_t rows, int64_t row_stride, \
                     int64_t n, int64_t stride)                                                      \
    {                                                                                                \
        for (; stride == 1 && rows >= 4; rows -= 4, x += 4 * row_stride) {                           \
            const float *second = x + row_stride, *third = second + row_stride,                      \
                        *fourth = third + row_stride;                                                \
            for (int64_t j = 0; j < n; j++)                                                          \
                sum[j] = two(sum[j], two(two(x[j], second[j]), two(third[j], fourth[j])));           \
        }                                                                                            \
        for (; rows > 0; rows--, x += row_stride)                                                    \
            for (int64_t j = 0; j < n; j++)                                                          \
                sum[j] = two(sum[j], x[j * stride]);                                                 \
    }
COLUMNS_FUNCTION(add_rows, ADD)
COLUMNS_FUNCTION(max_rows, lanes_max2)
COLUMNS_FUNCTION(min_rows, lanes_min2)

/* Fold rows start .. end of `n` columns from x on into total, which holds the neutral element. */
static void fold_columns(const Reduction *r, const float *x, int64_t start, int64_t end, int64_t n,
                         double *total)
{
    void (*fold)(float *restrict, const float *restrict, int64_t, int64_t, int64_t, int64_t) =
        r->op == REDUCE_SUM   ? add_rows
        : r->op == REDUCE_MAX ? max_rows
                              : min_rows;
    float sum[COLUMNS];
    int inner = r->summed.n - 1;
    int64_t run_size = inner >= 0 ? r->summed.size[inner] : 1;
    int64_t row_stride = inner >= 0 ? r->summed.stride[inner] : 0;

    /* Narrow rows without gaps, say of 3 channels, are read as wide ones of 510; 170 sums per channel come
     * together at the end. */
    int64_t fold_by = r->stride == 1 && row_stride == n && r->n == n ? COLUMNS / n : 1;
    while (start < end) {
        int64_t at = 0, none = 0;
        place(&r->summed, start, &at, &none);
        int64_t rows = run_size - start % run_size;
        if (rows > end - start)
            rows = end - start;
        int64_t by = rows / 8 < fold_by ? rows / 8 : fold_by; /* at least 8 wide rows, or it does not pay */
        if (by < 1)
            by = 1;
        if (rows > BLOCK_ROWS * by)
            rows = BLOCK_ROWS * by;
        rows -= rows % by;

        for (int64_t j = 0; j < n * by; j++)
            sum[j] = neutral(r->op);
        fold(sum, x + at, rows / by, row_stride * by, n * by, r->stride);
        for (int64_t k = 0; k < by; k++)
            for (int64_t j = 0; j < n; j++)
                total[j] = combine(r->op, total[j], (double)sum[k * n + j]);
        start += rows;
    }
}

static int64_t column_blocks(const Reduction *r)
{
    return (r->n + COLUMNS - 1) / COLUMNS;
}

/* One block of columns at one place of the outer kept axes. */
static void reduce_columns(const Reduction *r, int64_t outer, int64_t column, int64_t chunk)
{
    int64_t n = r->n - column < COLUMNS ? r->n - column : COLUMNS;
    double total[COLUMNS];
    for (int64_t j = 0; j < n; j++)
        total[j] = (double)neutral(r->op);
    int64_t at = column * r->stride, out_at = column * r->out_stride;
    place(&r->kept, outer, &at, &out_at);
    fold_columns(r, r->x + at, pieces_start(r->summed.count, r->chunks, chunk),
                 pieces_start(r->summed.count, r->chunks, chunk + 1), n, total);
    if (r->partial) {
        double *partial = r->partial + (chunk * r->kept.count + outer) * r->n + column;
        for (int64_t j = 0; j < n; j++)
            partial[j] = total[j];
    } else {
        for (int64_t j = 0; j < n; j++)
            r->out[out_at + j * r->out_stride] = (float)total[j];
    }
}

/* A piece is a group of such blocks, and for each of them the same chunk of the rows. */
static void columns_piece(const void *job, int64_t piece)
{
    const Reduction *r = job;
    int64_t group = piece / r->chunks, chunk = piece % r->chunks;
    int64_t blocks = column_blocks(r), units = r->kept.count * blocks;
    int64_t last = pieces_start(units, r->groups, group + 1);
    for (int64_t unit = pieces_start(units, r->groups, group); unit < last; unit++)
        reduce_columns(r, unit / blocks, unit % blocks * COLUMNS, chunk);
}

/* --- the plan
 * ----------------------------------------------------------------------------------------------------------
 */

typedef struct Axis {
    int64_t size, stride, out_stride;
    bool summed;
} Axis;

/* The axes of x, largest stride first, merged where they continue one another and are of one kind. */
static int plan_axes(const View *x, const View *out, Axis axes[MAX_DIMS])
{
    int n = 0;
    for (int i = 0; i < x->n_dims; i++) {
        if (x->shape[i] == 1)
            continue;
        bool summed = out->shape[i] == 1;
        int at = n++;
        for (; at > 0 && axes[at - 1].stride < x->stride[i]; at--)
            axes[at] = axes[at - 1];
        axes[at] = (Axis){x->shape[i], x->stride[i], summed ? 0 : out->stride[i], summed};
    }
    int last = 0;
    for (int i = 1; i < n; i++) {
        const Axis *outer = &axes[last], *inner = &axes[i];
        if (outer->summed == inner->summed && outer->stride == inner->size * inner->stride &&
            outer->out_stride == inner->size * inner->out_stride) {
            int64_t size = outer->size * inner->size;
            axes[last] = *inner;
            axes[last].size = size;
        } else
            axes[++last] = *inner;
    }
    return n > 0 ? last + 1 : 0;
}

static void plan(Reduction *r, const View *x, const View *out)
{
    Axis axes[MAX_DIMS];
    int n = plan_axes(x, out, axes);
    r->kept = r->summed = (Axes){.count = 1};
    r->by_rows = n == 0 || axes[n - 1].summed;
    r->n = n > 0 ? axes[n - 1].size : 1;
    r->stride = n > 0 ? axes[n - 1].stride : 1;
    r->out_stride = n > 0 ? axes[n - 1].out_stride : 1;
    for (int i = 0; i < n - 1; i++) {
        Axes *kind = axes[i].summed ? &r->summed : &r->kept;
        kind->size[kind->n] = axes[i].size;
        kind->stride[kind->n] = axes[i].stride;
        kind->out_stride[kind->n] = axes[i].out_stride;
        kind->count *= axes[i].size;
        kind->n++;
    }
}

/* Put the chunks of each result together, in their order. */
static void combine_chunks(const Reduction *r)
{
    int64_t n = r->by_rows ? 1 : r->n, results = r->kept.count * n;
    for (int64_t i = 0; i < results; i++) {
        double total = r->partial[i];
        for (int64_t chunk = 1; chunk < r->chunks; chunk++)
            total = combine(r->op, total, r->partial[chunk * results + i]);
        int64_t at = 0, out_at = i % n * r->out_stride;
        place(&r->kept, i / n, &at, &out_at);
        r->out[out_at] = (float)total;
    }
}

bool cpu_reduce(ReduceOp op, const View *x, const View *out)
{
    Reduction r = {.op = op, .x = view_data(x), .out = view_data(out)};
    plan(&r, x, out);
    int64_t results = r.by_rows ? r.kept.count : r.kept.count * r.n;
    int64_t count = r.kept.count * r.summed.count * r.n;
    int64_t units = r.by_rows ? r.kept.count : r.kept.count * column_blocks(&r);
    r.chunks = r.groups = 1;
    if (units >= MOST_CHUNKS)
        r.groups = pieces_count(units, count / units, INT64_MAX);
    else if (split_terms(&r) >= CHUNK_TERMS)
        r.chunks =
            pieces_count(split_terms(&r) / CHUNK_TERMS, count / split_terms(&r) * CHUNK_TERMS, MOST_CHUNKS);
    else
        r.groups = pieces_count(units, count / units, INT64_MAX);
    if (r.chunks > 1) {
        r.partial = pool_take((size_t)(r.chunks * results) * sizeof(double));
        if (!r.partial)
            return false;
    }
    if (r.by_rows)
        pieces_run(r.groups * r.chunks, rows_piece, &r);
    else
        pieces_run(r.groups * r.chunks, columns_piece, &r);
    if (r.partial)
        combine_chunks(&r);
    pool_give(r.partial);
    return true;
}

/* --- argmax
 * ------------------------------------------------------------------------------------------------------------
 */

typedef struct ArgmaxJob {
    const View *x, *out;
    int64_t pieces;
} ArgmaxJob;

/* In two steps: which part of the row holds the largest element first, by the fast search for values; then
 * where in that part. `larger` is strict, so that the first of equals wins; NaN counts as largest of all. */
static bool larger(float a, float b)
{
    return a > b || (a != a && b == b);
}

static int64_t argmax_row(const float *x, int64_t n, int64_t stride)
{
    enum { PART = 256 };
    int64_t first = 0;
    float largest = (float)reduce_row(REDUCE_MAX, x, n < PART ? n : PART, stride);
    for (int64_t start = PART; start < n; start += PART) {
        float here =
            (float)reduce_row(REDUCE_MAX, x + start * stride, n - start < PART ? n - start : PART, stride);
        if (larger(here, largest)) {
            largest = here;
            first = start;
        }
    }
    while (larger(largest, x[first * stride]))
        first++;
    return first;
}

static void argmax_piece(const void *job, int64_t piece)
{
    const ArgmaxJob *j = job;
    int64_t rows = j->x->shape[0], end = pieces_start(rows, j->pieces, piece + 1);
    for (int64_t row = pieces_start(rows, j->pieces, piece); row < end; row++) {
        const float *x = view_data(j->x) + row * j->x->stride[0];
        view_data(j->out)[row * j->out->stride[0]] = (float)argmax_row(x, j->x->shape[1], j->x->stride[1]);
    }
}

bool cpu_argmax(const View *x, const View *out)
{
    ArgmaxJob job = {x, out, pieces_count(x->shape[0], x->shape[1], INT64_MAX)};
    pieces_run(job.pieces, argmax_piece, &job);
    return true;
}
