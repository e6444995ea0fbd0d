/* What the two kinds of matrix products share. */
#ifndef KERNELS_CPU_GEMM_H
#define KERNELS_CPU_GEMM_H

#include "kernels/kernels.h"

/* Of a matrix with one stride 1: element (i, j) is at i * step + j by rows, at j * step + i by columns. The
 * stride of an axis of size 1 says nothing. */
static inline bool gemm_by_rows(const View *matrix, int64_t *step)
{
    bool by_rows = matrix->stride[1] == 1 || matrix->shape[1] == 1;
    *step = matrix->stride[by_rows ? 0 : 1];
    return by_rows;
}

/* The products whose result is one row or one column, or whose operands are: every element of the large one
 * is used once, so nothing is packed. */
static inline bool gemm_is_thin(const Gemm *how)
{
    enum { WIDE = 256 }; /* a narrower result is done tile by tile sooner than row by row */
    int64_t m = how->c->shape[0], n = how->c->shape[1];
    return m == 1 || n == 1 || (how->a->shape[1] == 1 && n >= WIDE && how->b->stride[1] == 1);
}
bool gemm_thin(const Gemm *how);

#endif
