/* Pooling by its definition, over the padded image, in double. */
#ifndef REFERENCE_POOL_H
#define REFERENCE_POOL_H

#include <stdint.h>

#include "kernels/kernels.h"

/* Sizes of one case: images (n, h, w, c), results (n, h2, w2, c). */
typedef struct PoolCase {
    PoolKind kind;
    Window window;
    int64_t n, h, w, c, h2, w2;
} PoolCase;

/* y, and for the max kinds the place of the first largest, h*width + w. */
void reference_pool(const PoolCase *how, const float *x, double *y, int64_t *winner);
/* Adds to dx, which begins at 0. */
void reference_pool_grad(const PoolCase *how, const float *dy, const int64_t *winner, double *dx);

#endif
