/* What convolution and its gradients share. */
#ifndef KERNELS_CPU_CONV_H
#define KERNELS_CPU_CONV_H

#include "kernels/cpu_slide.h"

/* Where weights lie before they are packed: that of window row r and column q, from channel i of x to channel
 * j of y, is data[r * row + q * col + i * from + j * to]; from or to is 1. */
typedef struct ConvWeights {
    const float *data;
    int64_t row, col, from, to;
} ConvWeights;

/* y[position] = act(patch(position) x weight + bias + add) for all positions of a slide. conv_correlate fills
 * in how it cuts that up. */
typedef struct Correlation {
    Slide slide;
    int64_t n;           /* channels of y                       */
    const float *packed; /* (kh * kw * c, n) in panels; tap by tap it may be NULL */
    ConvWeights weights; /* which are packed panel by panel then                  */
    const float *bias;
    const float *add; /* NULL, or as y is laid out           */
    bool relu;
    float *y;
    int64_t y_image, y_row, y_col; /* floats between images, rows and columns of positions */
    /* How it is cut up. */
    int64_t task_rows; /* rows of positions per task                           */
    int64_t tasks;     /* 0: all done tap by tap                               */
    bool gathers;      /* rows are narrow: bring patches together first        */
    bool scatters;     /* and then take their results apart: y has gaps        */
} Correlation;

/* `count` of them, none of which reads what another writes: the threads are woken once, and a task does its
 * part of each, so that results that lie side by side come from one thread. False: out of memory. */
bool conv_correlate(Correlation *c, int64_t count);

/* A 1 x 1 window that steps by 1: its patches are the pixels, and the image is the matrix. */
static inline bool conv_is_product(const Window *window)
{
    return window->height == 1 && window->width == 1 && window->stride == 1 && window->pad == 0;
}

/* (n, h, w, c) or (k, 1, 1, c) as a matrix of as many rows as come before c. */
static inline View conv_as_matrix(const View *view)
{
    int64_t c = view->shape[3];
    return (View){
        .memory = view->memory,
        .offset = view->offset,
        .n_dims = 2,
        .shape = {view->shape[0] * view->shape[1] * view->shape[2], c},
        .stride = {c, 1},
    };
}

#endif
