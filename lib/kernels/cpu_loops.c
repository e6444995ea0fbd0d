/* Merging axes and cutting the loops that remain into blocks.
 *
 * A sum of two (64, 28, 28, 16) tensors is written with four loops, but the memory is one run of 802816
 * floats, and one loop over it is several times faster than four nested ones: the innermost would end, and
 * start again, every 16 floats. Axes can be merged when stepping past the end of the inner one lands exactly
 * on the next place of the outer one, for every operand: outer stride = inner size * inner stride. That rule
 * covers stretched axes too, whose strides are 0: a bias (16) added to such a tensor merges to (50176 rows,
 * 16), with strides (0, 1) for the bias. */
#include "kernels/cpu_loops.h"

#include "kernels/cpu.h"
#include "kernels/cpu_pieces.h"

/* A shorter last axis than this is not worth a loop of its own. */
enum { SHORT_LOOP = 8 };

static void add_axis(Loops *loops, const View *const views[], int axis)
{
    /* Insertion sort by the output's stride, largest first. */
    int at = loops->n_dims++;
    while (at > 0 && loops->stride[0][at - 1] < views[0]->stride[axis]) {
        loops->size[at] = loops->size[at - 1];
        for (int k = 0; k < loops->n_operands; k++)
            loops->stride[k][at] = loops->stride[k][at - 1];
        at--;
    }
    loops->size[at] = views[0]->shape[axis];
    for (int k = 0; k < loops->n_operands; k++)
        loops->stride[k][at] = views[k]->stride[axis];
}

static bool can_merge(const Loops *loops, int outer, int inner)
{
    for (int k = 0; k < loops->n_operands; k++)
        if (loops->stride[k][outer] != loops->size[inner] * loops->stride[k][inner])
            return false;
    return true;
}

void loops_plan(Loops *loops, int n_operands, const View *const views[])
{
    loops->n_operands = n_operands;
    loops->n_dims = 0;
    loops->empty = false;
    for (int k = 0; k < n_operands; k++)
        loops->data[k] = view_data(views[k]);
    for (int axis = 0; axis < views[0]->n_dims; axis++) {
        if (views[0]->shape[axis] == 0)
            loops->empty = true;
        if (views[0]->shape[axis] != 1)
            add_axis(loops, views, axis);
    }

    int last = 0; /* axes 0 .. last are merged as far as they go */
    for (int axis = 1; axis < loops->n_dims; axis++) {
        bool merge = can_merge(loops, last, axis);
        int64_t size = merge ? loops->size[last] * loops->size[axis] : loops->size[axis];
        if (!merge)
            last++;
        loops->size[last] = size;
        for (int k = 0; k < n_operands; k++)
            loops->stride[k][last] = loops->stride[k][axis];
    }
    if (loops->n_dims > 0)
        loops->n_dims = last + 1;

    while (loops->n_dims < 2) { /* a loop of one step around what there is */
        for (int axis = loops->n_dims++; axis >= 0; axis--) {
            loops->size[axis] = axis > 0 ? loops->size[axis - 1] : 1;
            for (int k = 0; k < n_operands; k++)
                loops->stride[k][axis] = axis > 0 ? loops->stride[k][axis - 1] : 0;
        }
    }
}

/* How the loops are cut: piece i is rows_per_piece rows (the outer axes count as rows too), `columns`
 * elements of each. */
typedef struct Cut {
    const Loops *loops;
    BlockFunction *f;
    float p, q;
    int64_t rows, n; /* in all                */
    int64_t rows_per_piece, columns;
    int64_t pieces_per_row;
} Cut;

static void run_block(const Cut *cut, int64_t row, int64_t rows, int64_t column, int64_t n)
{
    const Loops *loops = cut->loops;
    int inner = loops->n_dims - 1;
    Block block = {.rows = rows, .n = n};
    for (int k = 0; k < loops->n_operands; k++) {
        block.data[k] = loops->data[k] + column * loops->stride[k][inner];
        block.row_stride[k] = loops->stride[k][inner - 1];
        block.stride[k] = loops->stride[k][inner];
    }
    for (int axis = inner - 1; row > 0; axis--) { /* most often there is only row 0: dividing is slow */
        int64_t index = row % loops->size[axis];
        row /= loops->size[axis];
        for (int k = 0; k < loops->n_operands; k++)
            block.data[k] += index * loops->stride[k][axis];
    }
    if (n < SHORT_LOOP && rows > n) { /* three long strided loops beat ten thousand loops of three steps */
        block.rows = n;
        block.n = rows;
        for (int k = 0; k < loops->n_operands; k++) {
            int64_t stride = block.stride[k];
            block.stride[k] = block.row_stride[k];
            block.row_stride[k] = stride;
        }
    }
    cut->f(&block, cut->p, cut->q);
}

static void run_rows(const Cut *cut, int64_t row, int64_t end, int64_t column, int64_t n)
{
    int64_t block_rows = cut->loops->size[cut->loops->n_dims - 2];
    while (row < end) {
        int64_t rows =
            row > 0 ? block_rows - row % block_rows : block_rows; /* up to the next step of an outer axis */
        if (rows > end - row)
            rows = end - row;
        run_block(cut, row, rows, column, n);
        row += rows;
    }
}

static void run_piece(const void *job, int64_t piece)
{
    const Cut *cut = job;
    int64_t row = piece / cut->pieces_per_row * cut->rows_per_piece;
    int64_t end = row + cut->rows_per_piece < cut->rows ? row + cut->rows_per_piece : cut->rows;
    int64_t column = piece % cut->pieces_per_row * cut->columns;
    run_rows(cut, row, end, column, column + cut->columns < cut->n ? cut->columns : cut->n - column);
}

/* A piece takes long stretches of rows. But where an operand is transposed, a float of it brings its
 * neighbours of the next rows into the cache, and a square piece uses them before they are gone. */
static int64_t most_columns(const Loops *loops, int64_t rows)
{
    enum { LONG = 1024, SQUARE = 128 };
    for (int k = 0; k < loops->n_operands; k++)
        if (loops->stride[k][loops->n_dims - 1] > 1 && rows > 1)
            return SQUARE;
    return rows > 1 ? LONG : PIECE_FLOATS;
}

void loops_run(const Loops *loops, BlockFunction *f, float p, float q)
{
    if (loops->empty)
        return;
    Cut cut = {.loops = loops, .f = f, .p = p, .q = q, .rows = 1, .n = loops->size[loops->n_dims - 1]};
    for (int axis = 0; axis < loops->n_dims - 1; axis++)
        cut.rows *= loops->size[axis];
    if (cut.rows * cut.n < CPU_PARALLEL_MIN) {
        run_rows(&cut, 0, cut.rows, 0, cut.n);
        return;
    }
    int64_t most = most_columns(loops, cut.rows);
    cut.columns = cut.n < most ? cut.n : most;
    cut.rows_per_piece = PIECE_FLOATS / cut.columns;
    cut.pieces_per_row = (cut.n + cut.columns - 1) / cut.columns;
    int64_t pieces = (cut.rows + cut.rows_per_piece - 1) / cut.rows_per_piece * cut.pieces_per_row;
    pieces_run(pieces, run_piece, &cut);
}

/* The step from element to element of a view in row-major order: 1 where it has no gaps, 0 where all elements
 * are one number, and -1 where one step is not enough to say it. */
static int64_t only_step(const View *view)
{
    int64_t expected = 1;
    bool no_gaps = true, one_number = true;
    for (int axis = view->n_dims - 1; axis >= 0; axis--)
        if (view->shape[axis] != 1) {
            no_gaps = no_gaps && view->stride[axis] == expected;
            one_number = one_number && view->stride[axis] == 0;
            expected *= view->shape[axis];
        }
    return no_gaps ? 1 : one_number ? 0 : -1;
}

/* One run of few elements, the most frequent case, in which planning would take longer than the work. */
static bool run_at_once(int n_operands, const View *const views[], BlockFunction *f, float p, float q)
{
    Block block = {.rows = 1, .n = view_count(views[0])};
    if (block.n == 0 || block.n >= CPU_PARALLEL_MIN)
        return false;
    for (int k = 0; k < n_operands; k++)
        block.data[k] = view_data(views[k]);
    for (int k = 0; k < n_operands && block.n > 1; k++)
        if ((block.stride[k] = only_step(views[k])) < 0)
            return false;
    f(&block, p, q);
    return true;
}

void loops_over(int n_operands, const View *const views[], BlockFunction *f, float p, float q)
{
    if (run_at_once(n_operands, views, f, p, q))
        return;
    Loops loops;
    loops_plan(&loops, n_operands, views);
    loops_run(&loops, f, p, q);
}
