/* The operations as their definitions say, by the C library. */
#include "tests/reference/reference_elementwise.h"

#include <math.h>

static double normal(double x)
{
    return 0.5 * erfc(-x / sqrt(2));
}

double reference_map(MapOp op, double p, double q, double x)
{
    switch (op) {
    case MAP_AFFINE:
        return p * x + q;
    case MAP_ABS:
        return fabs(x);
    case MAP_SQRT:
        return sqrt(x);
    case MAP_EXP:
        return exp(x);
    case MAP_LOG:
        return log(x);
    case MAP_POW:
        return pow(x, p);
    case MAP_CLAMP:
        return isnan(x) ? x : fmax(p, fmin(q, x));
    case MAP_RELU:
        return isnan(x) ? x : fmax(0, x);
    case MAP_LEAKY_RELU:
        return x > 0 ? x : p * x;
    case MAP_GELU:
        return x * normal(x);
    case MAP_SIGMOID:
        return x < 0 ? exp(x) / (1 + exp(x)) : 1 / (1 + exp(-x));
    case MAP_TANH:
        return tanh(x);
    }
    return NAN;
}

static double sign(double x)
{
    return x > 0 ? 1 : x < 0 ? -1 : 0;
}

double reference_zip(ZipOp op, double p, double q, double a, double b)
{
    switch (op) {
    case ZIP_ADD:
        return a + b;
    case ZIP_SUB:
        return a - b;
    case ZIP_MUL:
        return a * b;
    case ZIP_DIV:
        return a / b;
    case ZIP_POW:
        return pow(a, b);
    case ZIP_MAX:
        return isnan(a) || isnan(b) ? NAN : fmax(a, b);
    case ZIP_MIN:
        return isnan(a) || isnan(b) ? NAN : fmin(a, b);
    case ZIP_EQ:
        return a == b;
    case ZIP_NE:
        return a != b;
    case ZIP_LT:
        return a < b;
    case ZIP_LE:
        return a <= b;
    case ZIP_GT:
        return a > b;
    case ZIP_GE:
        return a >= b;
    case ZIP_AXPY:
        return a + p * b;
    case ZIP_ABS_GRAD:
        return a * sign(b);
    case ZIP_SQRT_GRAD:
        return a / (2 * b);
    case ZIP_POW_GRAD:
        return p == 0 ? 0 : a * p * pow(b, p - 1);
    case ZIP_CLAMP_GRAD:
        return p <= b && b <= q ? a : 0;
    case ZIP_RELU_GRAD:
        return b > 0 ? a : 0;
    case ZIP_LEAKY_RELU_GRAD:
        return b > 0 ? a : p * a;
    case ZIP_GELU_GRAD:
        return a * (normal(b) + b * exp(-b * b / 2) / sqrt(2 * acos(-1)));
    case ZIP_SIGMOID_GRAD:
        return a * b * (1 - b);
    case ZIP_TANH_GRAD:
        return a * (1 - b * b);
    }
    return NAN;
}
