/* Random layouts of random numbers. */
#include "tests/reference/reference_view.h"

#include <math.h>
#include <stdlib.h>

#include "base/pool.h"
#include "kernels/cpu.h"

Sample sample_new(Stream *random, Layout layout, int n_dims, const int64_t *shape, float low, float high)
{
    Sample sample = {.view = {.n_dims = n_dims}, .floats = 1};
    View *view = &sample.view;
    int order[MAX_DIMS];
    for (int i = 0; i < n_dims; i++) {
        view->shape[i] = shape[i];
        order[i] = i;
    }
    for (int i = n_dims - 1; i > 0 && layout != LAYOUT_CONTIGUOUS; i--) {
        int with = (int)stream_below(random, i + 1), kept = order[i];
        order[i] = order[with];
        order[with] = kept;
    }
    for (int k = n_dims - 1; k >= 0; k--) {
        int axis = order[k];
        view->stride[axis] = sample.floats;
        if (layout == LAYOUT_STRETCHED && stream_below(random, 3) == 0)
            view->stride[axis] = 0;
        else
            sample.floats *= shape[axis] + (layout != LAYOUT_CONTIGUOUS && stream_below(random, 3) == 0);
    }
    if (layout != LAYOUT_CONTIGUOUS)
        view->offset = stream_below(random, 4);
    sample.floats += view->offset;

    float *memory = pool_take((size_t)(sample.floats + 1) * sizeof(float));
    if (!memory)
        abort();
    view->memory = memory;
    for (int64_t i = 0; i < sample.floats; i++)
        memory[i] = NAN;
    for (int64_t i = 0, n = view_count(view); i < n; i++)
        *sample_at(view, i) = stream_uniform(random, low, high);
    return sample;
}

int sample_shape(Stream *random, int64_t most, int64_t shape[MAX_DIMS])
{
    int n_dims = (int)stream_below(random, MAX_DIMS + 1);
    for (int i = 0; i < n_dims; i++) {
        shape[i] =
            stream_below(random, 3) == 0 ? 1 : 1 + stream_below(random, stream_below(random, 2) ? 5 : 70);
        if (shape[i] > most)
            shape[i] = most;
        most /= shape[i];
    }
    return n_dims;
}

float *sample_at(const View *view, int64_t i)
{
    int64_t at = 0;
    for (int axis = view->n_dims - 1; axis >= 0; axis--) {
        at += i % view->shape[axis] * view->stride[axis];
        i /= view->shape[axis];
    }
    return view_data(view) + at;
}

int64_t sample_stray(const Sample *sample)
{
    const float *memory = sample->view.memory;
    int64_t stray = 0;
    for (int64_t i = 0; i < sample->floats; i++)
        stray += memory[i] == memory[i];
    for (int64_t i = 0, n = view_count(&sample->view); i < n; i++) {
        float x = *sample_at(&sample->view, i);
        stray -= x == x;
    }
    return stray;
}

double ulps(float got, double want)
{
    enum { MANTISSA = 24, SMALLEST = -125 };
    if (isnan(want))
        return isnan(got) ? 0 : HUGE_VAL;
    if ((double)got == want || got == (float)want)
        return 0;
    if (isnan(got) || isinf(got) || isinf((float)want))
        return HUGE_VAL;
    int exponent;
    frexp(want, &exponent);
    return fabs((double)got - want) / ldexp(1, (exponent < SMALLEST ? SMALLEST : exponent) - MANTISSA);
}
