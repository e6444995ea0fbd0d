/* Numbers to test with. */
#include "tests/support/values.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"

static float away_from_kinks(double value)
{
    static const double kinks[] = {-0.5, 0, 0.5};
    for (int i = 0; i < 3; i++)
        if (fabs(value - kinks[i]) < 0.02)
            value = kinks[i] + (value < kinks[i] ? -0.02 : 0.02);
    return (float)value;
}

void values_spread(float *out, int64_t n, double low, double high, uint64_t seed)
{
    Stream stream = stream_of(seed, 0, 0);
    for (int64_t i = 0; i < n; i++) {
        double within = 0.5 * (double)stream_uniform(&stream, 0, 1);
        out[i] = away_from_kinks(low + (high - low) * ((double)i + 0.25 + within) / (double)n);
    }
    for (int64_t i = n - 1; i > 0; i--) {
        int64_t j = stream_below(&stream, i + 1);
        float swap = out[i];
        out[i] = out[j];
        out[j] = swap;
    }
}

Tensor *values_tensor(Shape shape, double low, double high, uint64_t seed)
{
    Tensor *t = tensor_empty(shape);
    int64_t n = tensor_count(t);
    float *values = t ? malloc((size_t)(n ? n : 1) * sizeof *values) : NULL;
    if (!values)
        return NULL;
    values_spread(values, n, low, high, seed);
    bool written = tensor_write(t, values);
    free(values);
    return written ? t : NULL;
}

bool values_same_bits(Tensor *a, Tensor *b)
{
    if (!tensor_same_shape(a, b))
        return false;
    size_t n = (size_t)tensor_count(a);
    float *values = malloc((2 * n + 1) * sizeof *values);
    bool same = values && tensor_read(a, values) && tensor_read(b, values + n) &&
                memcmp(values, values + n, n * sizeof *values) == 0;
    free(values);
    return same;
}
