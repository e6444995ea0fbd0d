/* A tensor as kernels see it: where it is in its device's memory, and how to step through it. */
#ifndef KERNELS_VIEW_H
#define KERNELS_VIEW_H

#include <stdint.h>

enum { MAX_DIMS = 6 };

typedef struct View {
    void *memory;             /* what Kernels.take returned; only kernels know what it is */
    int64_t offset;           /* of the first element, in floats                          */
    int n_dims;               /* 0 for a scalar                                           */
    int64_t shape[MAX_DIMS];  /* outermost first                                          */
    int64_t stride[MAX_DIMS]; /* in floats; 0 along a stretched axis                      */
} View;

/* Of elements. */
static inline int64_t view_count(const View *view)
{
    int64_t n = 1;
    for (int i = 0; i < view->n_dims; i++)
        n *= view->shape[i];
    return n;
}

#endif
