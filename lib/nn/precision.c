/* Precisions by name, and weights as whole numbers with a scale for each output channel. */
#include "nn/precision.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "autograd/ops.h"
#include "base/error.h"

enum { N_PRECISIONS = PRECISION_INT8 + 1, LARGEST = 127, SCALE_BITS = 17 };

static const char *const names[N_PRECISIONS] = {"float32", "float16", "int8"};

const char *precision_name(Precision precision)
{
    return names[precision];
}

bool precision_named(const char *name, Precision *precision)
{
    if (!name || !precision)
        return false;
    for (int i = 0; i < N_PRECISIONS; i++)
        if (strcmp(name, names[i]) == 0) {
            *precision = (Precision)i;
            return true;
        }
    error_set(ERR_VALUE, "precision_named: '%s': must be float32, float16 or int8", name);
    return false;
}

bool precision_quantizes(const Tensor *tensor)
{
    return tensor && tensor->n_dims >= 2;
}

/* One for numbers up to `largest`; zeros, and what is next to nothing, get 1. */
static float scale_for(float largest)
{
    int exponent;
    float fraction = frexpf(largest / LARGEST, &exponent);
    float scale = ldexpf(floorf(ldexpf(fraction, SCALE_BITS)), exponent - SCALE_BITS);
    return scale >= FLT_MIN ? scale : 1;
}

/* Overwrites the values with the whole ones. */
static bool quantize_channel(int64_t n, float *values, float *scale)
{
    float largest = 0;
    for (int64_t i = 0; i < n; i++) {
        if (!isfinite(values[i])) {
            error_set(ERR_VALUE, "precision_quantize: %g among the weights", (double)values[i]);
            return false;
        }
        largest = fmaxf(largest, fabsf(values[i]));
    }
    *scale = scale_for(largest);
    for (int64_t i = 0; i < n; i++)
        values[i] = rintf(values[i] / *scale) + 0.0f; /* bytes know no -0 */
    return true;
}

Tensor *precision_quantize(Tensor *weight, Tensor **scale)
{
    if (!weight || !scale)
        return NULL;
    int64_t channels = weight->n_dims > 0 ? weight->shape[0] : 1, n = tensor_count(weight);
    Tensor *whole = tensor_empty(tensor_shape(weight));
    *scale = tensor_empty(SHAPE(channels));
    Scope scope = scope_begin();
    float *values = scope_alloc((size_t)n * sizeof *values);
    float *scales = scope_alloc((size_t)channels * sizeof *scales);
    bool done = whole && *scale && values && scales && tensor_read(weight, values);
    for (int64_t k = 0; done && k < channels; k++)
        done = quantize_channel(n / channels, values + k * (n / channels), &scales[k]);
    done = done && tensor_write(whole, values) && tensor_write(*scale, scales);
    scope_end(scope);
    return done ? whole : NULL;
}

Tensor *precision_dequantize(Tensor *whole, Tensor *scale)
{
    if (!whole || !scale)
        return NULL;
    Shape shape = tensor_shape(whole);
    for (int i = 1; i < shape.n_dims; i++)
        shape.size[i] = 1;
    return tensor_mul(whole, tensor_reshape(scale, shape));
}
