/* A window that slides over images: what convolution and its gradients share. cpu_conv.c explains it. */
#ifndef KERNELS_CPU_SLIDE_H
#define KERNELS_CPU_SLIDE_H

#include "kernels/kernels.h"

/* Position (y, x) of the window looks at pixels (y * stride - top + r, x * stride - left + s) for r < kh, s <
 * kw; pixels outside the image are zeros. top and left may be negative. There are rows x cols positions per
 * image. */
typedef struct Slide {
    const float *x; /* (images, h, w, c) */
    int64_t images, h, w, c;
    int64_t kh, kw, stride, top, left;
    int64_t rows, cols;
} Slide;

/* Rows of positions [first, first + count) of all images' rows, counted through, in memory that holds the
 * zeros too: pixel (r, s) of the window at column x of row i is at row[i] + r * pitch + (x * stride + s) * c,
 * for i < ready; slide_bring brings more. */
typedef struct SlideRows {
    const float **row;
    int64_t pitch;
    int64_t ready;
    int64_t image, y; /* the next row of positions             */
    float *to;        /* where its pixels will be brought; NULL: they are read where they lie */
} SlideRows;

/* The slide of a convolution from x to y. */
Slide slide_of(const Window *window, const View *x, const View *y);

bool slide_fits(const Slide *slide);                      /* no window reaches over an edge            */
int64_t slide_scratch(const Slide *slide, int64_t count); /* floats that slide_rows needs; 0 if it fits */
int64_t slide_pointers(int64_t count);                    /* floats that `row` of slide_rows takes      */
SlideRows slide_rows(const Slide *slide, int64_t first, int64_t count, const float **row, float *scratch);
void slide_bring(const Slide *slide, SlideRows *at, int64_t end); /* rows [ready, end) */
/* How many floats of x, from *from on, the next row of positions sees for the first time. */
int64_t slide_next(const Slide *slide, const SlideRows *at, const float **from);

#endif
