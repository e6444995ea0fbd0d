/* What pooling, and normalisation with pooling behind it, share: where windows lie, and the way back of one
 * pixel. */
#ifndef KERNELS_CPU_POOL_H
#define KERNELS_CPU_POOL_H

#include "kernels/cpu.h"
#include "kernels/cpu_pieces.h"
#include "kernels/cpu_vector.h"

/* Vectors of channels that are worked on at once: while one waits for what came before, others go on. */
enum { POOL_TOGETHER = 4 };

typedef struct PoolJob {
    PoolKind kind;
    Window window;
    int64_t n, h, w, c; /* the images           */
    int64_t h2, w2;     /* what comes out       */
    const float *x, *dy;
    float *y, *dx;
    float *winner;
    const int32_t *first_row, *row_count, *first_column,
        *column_count; /* the windows of a pixel; back only */
    int64_t pieces;
} PoolJob;

PoolJob pool_job(PoolKind kind, const Window *window, const View *image, const View *out);

/* Part of one axis of the image: pixels first .. last - 1, of `size` counted ones. */
typedef struct PoolSpan {
    int64_t first, last, size;
} PoolSpan;

/* The pixels under window i. A window may begin in the padding and may end in it, or past it where the sizes
 * were rounded up: what lies past the padded image does not count, padding counts for the mean. */
static inline PoolSpan pool_span(const PoolJob *job, int64_t i, int64_t size, int64_t out_size,
                                 int64_t length)
{
    if (job->kind == POOL_ADAPTIVE_MAX || job->kind == POOL_ADAPTIVE_AVG) {
        int64_t first = i * size / out_size, last = ((i + 1) * size + out_size - 1) / out_size;
        return (PoolSpan){first, last, last - first};
    }
    int64_t pad = job->window.pad;
    int64_t first = i * job->window.stride - pad, last = first + length;
    if (last > size + pad)
        last = size + pad;
    int64_t counted = last - first;
    return (PoolSpan){first > 0 ? first : 0, last < size ? last : size, counted};
}

/* The largest of some pixels so far, for a vector of channels, and which pixel it is. */
typedef struct Largest {
    Vector value, winner;
} Largest;

static inline void pool_compare(Largest *best, Vector value, Vector pixel)
{
    VectorBits better = (value > best->value) | (value != value); /* NaN wins, as everywhere */
    best->value = vector_select(better, value, best->value);
    best->winner = vector_select(better, pixel, best->winner);
}

/* For the way back: lists the windows of every pixel. The memory of the lists, to be given back; NULL when
 * there is none. */
int32_t *pool_list_windows(PoolJob *job);
/* Some channels of a pixel. */
typedef struct PoolPixel {
    int64_t image, row, column, channel, n;
} PoolPixel;

/* Their gradient, from dy and winner of the windows that the pixel is in. */
void pool_grad_pixel(const PoolJob *job, const PoolPixel *at, float *dx);

#endif
