/* Sums over sliding windows: what a convolution and its gradient to the input ask for, and the way of it that
 * suits small images with many channels. */
#ifndef KERNELS_CPU_CONV_TAPS_H
#define KERNELS_CPU_CONV_TAPS_H

#include "kernels/cpu_slide.h"

/* y[position] = act(patch(position) x weight + bias + add) for all positions of a slide. */
typedef struct Correlation {
    Slide slide;
    int64_t n;           /* channels of y                       */
    const float *packed; /* (kh * kw * c, n) in panels          */
    const float *bias;
    const float *add; /* NULL, or as y is laid out           */
    bool relu;
    float *y;
    int64_t y_image, y_row, y_col; /* floats between images, rows and columns of positions */
    /* How cpu_conv.c cuts it up. */
    int64_t task_rows; /* rows of positions per task                           */
    bool gathers;      /* rows are narrow: bring patches together first        */
    bool scatters;     /* and then take their results apart: y has gaps        */
} Correlation;

/* Is it faster tap by tap? Follows from the sizes alone. */
bool conv_taps_suit(const Correlation *c);
bool conv_taps(const Correlation *c, int threads);

#endif
