/* A vector times a matrix. There is nothing to reuse, so the matrix is read once, where it lies, at the speed
 * of memory. And a column times a wide row, where it is c that passes by once. */
#include "kernels/cpu.h"
#include "kernels/cpu_gemm.h"
#include "kernels/cpu_tile.h"

#include <string.h>

#include "base/pool.h"
#include "base/threads.h"

enum {
    PIECE = 256,              /* elements of the result per task */
    TOGETHER = 4,             /* scalar products at a time    */
    PARALLEL_MIN = 64 * 1024, /* multiplications */
};

/* y = act(x (k) times matrix (k, n) + bias), or y += ... */
typedef struct Thin {
    int64_t n, k;
    const float *x;      /* without gaps */
    const float *matrix; /* element (p, j) at p * step + j by rows, at j * step + p by columns */
    int64_t step;
    bool by_rows;
    float *y;
    int64_t y_step;
    const float *bias;
    int64_t bias_step;
    const float *add; /* laid out as y is */
    bool relu;
} Thin;

/* A vector of sums side by side; they are added up in pairs. */
static inline float add_up(Vector v)
{
    float lane[VECTOR];
    memcpy(lane, &v, sizeof(lane));
    for (int half = VECTOR / 2; half > 0; half /= 2)
        for (int i = 0; i < half; i++)
            lane[i] += lane[i + half];
    return lane[0];
}

/* x times each of `count` lines: one sum has to wait for itself, several do not. Which lines go together
 * changes no bit. */
INLINE void scalar_products(const float *x, const float *lines, int64_t step, int64_t k, int count,
                            float *result)
{
    Vector sum[TOGETHER] = {{0}};
    int64_t p = 0;
    for (; p + VECTOR <= k; p += VECTOR)
        for (int i = 0; i < count; i++)
            sum[i] += *(const VectorAt *)(x + p) * *(const VectorAt *)(lines + i * step + p);
    const int rest = (int)(k - p);
    for (int i = 0; i < count; i++) {
        if (rest > 0)
            sum[i] += vector_load(x + p, rest) * vector_load(lines + i * step + p, rest);
        result[i] = add_up(sum[i]);
    }
}

/* Rows times the elements of x, added to the sums one after the other. Four together, since a sum that has
 * been stored takes longer to come back than to be added to. */
static void add_rows(const Thin *t, int64_t first, int64_t count, float *sum)
{
    const int64_t step = t->step;
    int64_t p = 0;
    for (; p + 4 <= t->k; p += 4) {
        const float *x = t->x + p, *row = t->matrix + p * step + first;
        for (int64_t j = 0; j < count; j++)
            sum[j] = sum[j] + x[0] * row[j] + x[1] * row[j + step] + x[2] * row[j + 2 * step] +
                     x[3] * row[j + 3 * step];
    }
    for (; p < t->k; p++)
        for (int64_t j = 0; j < count; j++)
            sum[j] += t->x[p] * t->matrix[p * step + first + j];
}

static void thin_piece(const Thin *t, int64_t first, int64_t count)
{
    float sum[PIECE];
    if (t->by_rows) {
        memset(sum, 0, (size_t)count * sizeof(float));
        add_rows(t, first, count, sum);
    } else {
        int64_t j = 0;
        const float *lines = t->matrix + first * t->step;
        for (; j + TOGETHER <= count; j += TOGETHER)
            scalar_products(t->x, lines + j * t->step, t->step, t->k, TOGETHER, sum + j);
        for (; j < count; j++)
            scalar_products(t->x, lines + j * t->step, t->step, t->k, 1, sum + j);
    }
    for (int64_t j = 0; j < count; j++) {
        int64_t at = (first + j) * t->y_step;
        float s = sum[j] + (t->bias ? t->bias[(first + j) * t->bias_step] : 0) + (t->add ? t->add[at] : 0);
        t->y[at] = t->relu && s < 0 ? 0 : s;
    }
}

static void thin_run(const Thin *t)
{
    int64_t pieces = pieces_needed(t->n, PIECE);
    int threads = t->n * t->k < PARALLEL_MIN ? 1 : threads_count();
    if (threads == 1 || t->n < threads) {
        for (int64_t i = 0; i < pieces; i++)
            thin_piece(t, pieces_start(t->n, pieces, i),
                       pieces_start(t->n, pieces, i + 1) - pieces_start(t->n, pieces, i));
        return;
    }
    pieces = pieces_needed(pieces, threads) * threads;
#pragma omp parallel for num_threads(threads)
    for (int64_t i = 0; i < pieces; i++)
        thin_piece(t, pieces_start(t->n, pieces, i),
                   pieces_start(t->n, pieces, i + 1) - pieces_start(t->n, pieces, i));
}

/* One row of c: the row of b, x times. It begins with 0, as every sum does. add may be c. */
static void outer_row(float x, const float *row, int64_t n, const float *bias, const float *add, bool relu,
                      float *y)
{
#pragma omp simd
    for (int64_t j = 0; j < n; j++) {
        const float s = 0 + x * row[j] + (bias ? bias[j] : 0) + (add ? add[j] : 0);
        y[j] = relu && s < 0 ? 0 : s;
    }
}

/* A column times a row: all there is to do is to write c. */
static bool outer(const Gemm *how)
{
    const View *c = how->c;
    const int64_t m = c->shape[0], n = c->shape[1];
    const float *a = view_data(how->a), *row = view_data(how->b);
    const float *bias = how->bias ? view_data(how->bias) : NULL;
    const float *add = how->add ? view_data(how->add) : NULL;
    float *y = view_data(c);
    const bool relu = how->act == ACT_RELU;
    int threads = m * n < PARALLEL_MIN ? 1 : threads_count();
#pragma omp parallel for num_threads(threads) if (threads > 1)
    for (int64_t i = 0; i < m; i++)
        outer_row(a[i * how->a->stride[0]], row, n, bias, add ? add + i * c->stride[0] : NULL, relu,
                  y + i * c->stride[0]);
    return true;
}

/* One row: x = a, matrix = b. One column: the same seen in a mirror, x = b and matrix = a transposed. */
bool gemm_thin(const Gemm *how)
{
    if (how->c->shape[0] > 1 && how->c->shape[1] > 1)
        return outer(how);
    bool one_row = how->c->shape[0] == 1;
    const View *x = one_row ? how->a : how->b, *matrix = one_row ? how->b : how->a;
    Thin t = {
        .n = how->c->shape[one_row ? 1 : 0],
        .k = how->a->shape[1],
        .x = view_data(x),
        .matrix = view_data(matrix),
        .y = view_data(how->c),
        .y_step = how->c->stride[one_row ? 1 : 0],
        .bias = how->bias ? view_data(how->bias) : NULL,
        .bias_step = one_row ? 1 : 0,
        .relu = how->act == ACT_RELU,
        .add = how->add ? view_data(how->add) : NULL,
    };
    t.by_rows = gemm_by_rows(matrix, &t.step) == one_row;
    int64_t x_step = x->stride[one_row ? 1 : 0];
    if (x_step == 1 || t.k == 1) {
        thin_run(&t);
        return true;
    }
    float *copy = pool_take((size_t)t.k * sizeof(float));
    if (!copy)
        return false;
    for (int64_t p = 0; p < t.k; p++)
        copy[p] = t.x[p * x_step];
    t.x = copy;
    thin_run(&t);
    pool_give(copy);
    return true;
}
