/* Element by element: fill, copy, map and zip. One work item makes one element.
 *
 * On a graphics card neighbouring items run in step, so when item i touches float i, thirty-two of them make
 * one wide access: all of the speed is in that. Where views have gaps or are stretched, an item works out its
 * place with a division for each axis that could not be merged away; those launches are the slow ones. */

/* Phi(x), the share of a standard normal distribution below x. */
static float normal(float x)
{
    return 0.5f * erfc(-0.707106781f * x);
}

kernel void fill(global float *out, int out_at, Walk walk, float value)
{
    int i = get_global_id(0);
    if (i < walk.count)
        out[out_at + (walk.flat ? i : place(&walk, 0, i))] = value;
}

kernel void copy(global const float *x, int x_at, global float *out, int out_at, Walk walk)
{
    int i = get_global_id(0);
    if (i >= walk.count)
        return;
    if (walk.flat)
        out[out_at + i] = x[x_at + i];
    else
        out[out_at + place(&walk, 0, i)] = x[x_at + place(&walk, 1, i)];
}

/* MAP(name, value): x is the element, p and q the parameters. Written so that NaN stays NaN. */
#define MAP(NAME, VALUE)                                                                                    \
    kernel void map_##NAME(global const float *from, int from_at, global float *out, int out_at, Walk walk, \
                           float p, float q)                                                                \
    {                                                                                                       \
        int i = get_global_id(0);                                                                           \
        if (i < walk.count) {                                                                               \
            float x = from[from_at + (walk.flat ? i : place(&walk, 1, i))];                                 \
            out[out_at + (walk.flat ? i : place(&walk, 0, i))] = VALUE;                                     \
        }                                                                                                   \
    }

/* Expressions as macro arguments are laid out by hand. */
/* clang-format off */

MAP(AFFINE, p * x + q)
MAP(ABS, fabs(x))
MAP(SQRT, sqrt(x))
MAP(EXP, exp(x))
MAP(LOG, log(x))
MAP(POW, p == 2.0f ? x * x : p == 3.0f ? x * x * x : p == -1.0f ? 1.0f / x : p == 0.5f ? sqrt(x) : pow(x, p))
MAP(CLAMP, x < p ? p : x > q ? q : x)
MAP(RELU, x <= 0.0f ? 0.0f : x)
MAP(LEAKY_RELU, x > 0.0f ? x : p * x)
MAP(GELU, x * normal(x))
MAP(SIGMOID, (x < 0.0f ? exp(x) : 1.0f) / (1.0f + exp(-fabs(x))))
MAP(TANH, tanh(x))

/* ZIP(name, value): a and b are the elements. */
#define ZIP(NAME, VALUE)                                                                                   \
    kernel void zip_##NAME(global const float *left, int left_at, global const float *right, int right_at, \
                           global float *out, int out_at, Walk walk, float p, float q)                     \
    {                                                                                                      \
        int i = get_global_id(0);                                                                          \
        if (i < walk.count) {                                                                              \
            float a = left[left_at + (walk.flat ? i : place(&walk, 1, i))];                                \
            float b = right[right_at + (walk.flat ? i : place(&walk, 2, i))];                              \
            out[out_at + (walk.flat ? i : place(&walk, 0, i))] = VALUE;                                    \
        }                                                                                                  \
    }

ZIP(ADD, a + b)
ZIP(SUB, a - b)
ZIP(MUL, a * b)
ZIP(DIV, a / b)
ZIP(POW, pow(a, b))
ZIP(MAX, a > b || a != a ? a : b)
ZIP(MIN, a < b || a != a ? a : b)
ZIP(EQ, a == b ? 1.0f : 0.0f)
ZIP(NE, a != b ? 1.0f : 0.0f)
ZIP(LT, a < b ? 1.0f : 0.0f)
ZIP(LE, a <= b ? 1.0f : 0.0f)
ZIP(GT, a > b ? 1.0f : 0.0f)
ZIP(GE, a >= b ? 1.0f : 0.0f)
ZIP(AXPY, a + p * b)
ZIP(ABS_GRAD, b > 0.0f ? a : b < 0.0f ? -a : 0.0f * a)
ZIP(SQRT_GRAD, a / (2.0f * b))
ZIP(POW_GRAD, a * (p == 0.0f    ? 0.0f
                   : p == 2.0f  ? 2.0f * b
                   : p == 3.0f  ? 3.0f * b * b
                   : p == -1.0f ? -1.0f / (b * b)
                   : p == 0.5f  ? 0.5f / sqrt(b)
                                : p * pow(b, p - 1.0f)))
ZIP(CLAMP_GRAD, b >= p && b <= q ? a : 0.0f)
ZIP(RELU_GRAD, b > 0.0f ? a : 0.0f)
ZIP(LEAKY_RELU_GRAD, b > 0.0f ? a : p * a)
ZIP(GELU_GRAD, a * (normal(b) + 0.398942280f * b * exp(-0.5f * b * b)))
ZIP(SIGMOID_GRAD, a * b * (1.0f - b))
ZIP(TANH_GRAD, a * (1.0f - b * b))

/* clang-format on */
