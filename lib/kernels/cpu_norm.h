/* What both directions of normalisation share: how the columns of a matrix are read, and their coefficients.
 */
#ifndef KERNELS_CPU_NORM_H
#define KERNELS_CPU_NORM_H

#include "kernels/cpu.h"
#include "kernels/cpu_pieces.h"
#include "kernels/cpu_pool.h"

enum {
    NORM_COLUMNS = 512,    /* worked on at a time                                 */
    NORM_BLOCK_ROWS = 64,  /* rows added in float before the sums go on in double */
    NORM_MOST_CHUNKS = 64, /* chunks of rows, which threads share                 */
    NORM_ROWS_AHEAD = 4,   /* memory is asked for so many before they are read    */
};

/* A matrix (rows, c) read as `wide` rows of c * fold floats, and rows % fold narrow ones at the end. */
typedef struct NormJob {
    const float *x, *add, *dy, *y;
    float *out, *masked;
    const float *mean, *scale, *beta; /* one for each column of a wide row; scale is gamma / std */
    const float *of_x, *of_one;       /* the gradient's */
    const PoolJob *pool;              /* where dy comes through, or NULL */
    bool relu;
    int64_t rows, c, fold, width, wide;
    int64_t chunks;
    double *sums; /* (chunks, 2, c) */
} NormJob;

NormJob norm_job(const View *x); /* (..., c) */
/* Repeat a row of c numbers until it fills a wide row. */
void norm_widen(const NormJob *job, float *coefficient);
/* mean, scale and beta of the job, a wide row each, and room for `more` of them behind; to be given back. */
float *norm_coefficients(NormJob *job, const Norm *how, int more);

/* cpu_norm_grad for a job that knows its dy, and with an addition before ReLU y and masked. */
bool norm_gradients(NormJob *job, const Norm *how, const View *dx, const View *dgamma, const View *dbeta);

/* What ReLU sees. The gradient computes it again, and must get the same. */
static inline float norm_value(float from_mean, float scale, float beta)
{
    return from_mean * scale + beta;
}

#endif
