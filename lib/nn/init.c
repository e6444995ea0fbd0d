/* How weights start. */
#include "nn/init.h"

#include <math.h>

#include "autograd/ops.h"
#include "base/error.h"
#include "base/pool.h"
#include "base/random.h"

bool nn_init_fans(const Tensor *weight, double *fan_in, double *fan_out)
{
    if (!weight || !fan_in || !fan_out)
        return false;
    if (weight->n_dims < 2 || tensor_count(weight) == 0) {
        error_set(ERR_SHAPE, "nn_init_fans: a weight of shape (%s)", shape_text(tensor_shape(weight)));
        error_hint("a weight is (out, in) or (k, kh, kw, c)");
        return false;
    }
    double field = 1; /* inputs that one output sees per input channel */
    for (int i = 1; i < weight->n_dims - 1; i++)
        field *= (double)weight->shape[i];
    *fan_in = field * (double)weight->shape[weight->n_dims - 1];
    *fan_out = field * (double)weight->shape[0];
    return true;
}

static _Thread_local bool is_off;

bool nn_init_enable(bool on)
{
    bool was = !is_off;
    is_off = !on;
    return was;
}

typedef void (*Draw)(Random *random, float *out, int64_t n);

/* weight = offset + scale * draw, the draws in row-major order from the thread's generator. PyTorch keeps
 * offset and scale as floats. */
static Tensor *fill(Tensor *weight, Draw draw, float offset, float scale)
{
    if (is_off)
        return weight;
    int64_t n = tensor_count(weight);
    float *values = weight ? pool_take((size_t)n * sizeof *values) : NULL;
    if (!values)
        return NULL;
    draw(random_default(), values, n);
    for (int64_t i = 0; i < n; i++)
        values[i] = (float)((double)offset + (double)scale * (double)values[i]);
    bool written = tensor_write(weight, values);
    pool_give(values);
    return written ? weight : NULL;
}

Tensor *nn_init_uniform(Tensor *weight, double low, double high)
{
    return fill(weight, random_rand, (float)low, (float)high - (float)low);
}

Tensor *nn_init_normal(Tensor *weight, double mean, double std)
{
    return fill(weight, random_randn, (float)mean, (float)std);
}

Tensor *nn_init_constant(Tensor *weight, double value)
{
    return tensor_fill_(weight, value) ? weight : NULL;
}

Tensor *nn_init_as_torch(Tensor *weight, Tensor *(*draw)(Tensor *, double, double), double a, double b)
{
    if (!weight || weight->n_dims != 4 || is_off)
        return draw(weight, a, b);
    Scope scope = scope_begin();
    Shape s = tensor_shape(weight);
    Tensor *drawn = tensor_empty(SHAPE(s.size[0], s.size[3], s.size[1], s.size[2]));
    bool done = tensor_copy_(weight, tensor_permute(draw(drawn, a, b), SHAPE(0, 2, 3, 1)));
    scope_end(scope);
    return done ? weight : NULL;
}

/* Standard deviations, 0 with an error set when the weight has no fans. */
static double kaiming_std(const Tensor *weight, double a)
{
    double fan_in, fan_out;
    return nn_init_fans(weight, &fan_in, &fan_out) ? sqrt(2 / ((1 + a * a) * fan_in)) : 0;
}

static double xavier_std(const Tensor *weight)
{
    double fan_in, fan_out;
    return nn_init_fans(weight, &fan_in, &fan_out) ? sqrt(2 / (fan_in + fan_out)) : 0;
}

/* A uniform distribution over [-b, b] has deviation b / sqrt(3). */
static Tensor *uniform_of_std(Tensor *weight, double std)
{
    double bound = sqrt(3) * std;
    return std > 0 ? nn_init_uniform(weight, -bound, bound) : NULL;
}

static Tensor *normal_of_std(Tensor *weight, double std)
{
    return std > 0 ? nn_init_normal(weight, 0, std) : NULL;
}

Tensor *nn_init_kaiming_uniform(Tensor *weight, double a)
{
    return uniform_of_std(weight, kaiming_std(weight, a));
}

Tensor *nn_init_kaiming_normal(Tensor *weight, double a)
{
    return normal_of_std(weight, kaiming_std(weight, a));
}

Tensor *nn_init_kaiming_normal_out(Tensor *weight)
{
    double fan_in, fan_out;
    if (!nn_init_fans(weight, &fan_in, &fan_out))
        return NULL;
    return nn_init_as_torch(weight, nn_init_normal, 0, sqrt(2 / fan_out));
}

Tensor *nn_init_xavier_uniform(Tensor *weight)
{
    return uniform_of_std(weight, xavier_std(weight));
}

Tensor *nn_init_xavier_normal(Tensor *weight)
{
    return normal_of_std(weight, xavier_std(weight));
}
