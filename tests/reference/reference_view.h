/* Tensors to test kernels with: random numbers in a random layout, and NaN wherever a kernel must not look.
 */
#ifndef REFERENCE_VIEW_H
#define REFERENCE_VIEW_H

#include "base/random.h"
#include "kernels/kernels.h"

typedef enum {
    LAYOUT_CONTIGUOUS,
    LAYOUT_WILD,      /* axes in any order, an offset, gaps between elements */
    LAYOUT_STRETCHED, /* the same, and some axes have stride 0: for inputs   */
} Layout;

typedef struct Sample {
    View view;
    int64_t floats; /* in view.memory */
} Sample;

/* Uniform numbers in [low, high). Free view.memory with pool_give. */
Sample sample_new(Stream *random, Layout layout, int n_dims, const int64_t *shape, float low, float high);
/* A random shape of up to MAX_DIMS axes and `most` elements; sizes 1 are frequent. */
int sample_shape(Stream *random, int64_t most, int64_t shape[MAX_DIMS]);

/* Element number i in row-major order. */
float *sample_at(const View *view, int64_t i);
/* How many floats outside the view are no longer NaN. Not for stretched views. */
int64_t sample_stray(const Sample *sample);
/* Distance in units of the last place of `want`; 0 for the same infinity or NaN for NaN, else huge. */
double ulps(float got, double want);

#endif
