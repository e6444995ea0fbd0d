/* exp, log and their family as straight-line code, so that the compiler can compute eight or sixteen of them
 * at once.
 *
 * The C library's expf is good, but it is a call: a loop around it cannot be vectorised. What vectorises has
 * no calls, no branches and no tables: a formula that holds everywhere, and `condition ? a : b` for the
 * corners, where both sides are computed and one is kept. (-fno-trapping-math allows gcc to compute what is
 * then thrown away, -fno-math-errno makes sqrtf an instruction; neither changes a result.) The recipe is
 * always the same: bring x into a short interval by an exact step, use a polynomial there, undo the step. The
 * polynomials are minimax fits (Remez). Errors are in ulp, units in the last place: the gap between
 * neighbouring floats. NaN comes out as NaN everywhere. (chapter 15) */
#ifndef KERNELS_CPU_MATH_H
#define KERNELS_CPU_MATH_H

#include <math.h>
#include <stdint.h>
#include <string.h>

static inline uint32_t math_bits(float x)
{
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static inline float math_float(uint32_t bits)
{
    float x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* e^x, within 1.01 ulp: e^x = 2^k e^r with k whole and |r| <= log(2)/2. */
static inline float math_exp(float x)
{
    x = x > 89.0f ? 89.0f : x;     /* e^89 is infinite already     */
    x = x < -104.0f ? -104.0f : x; /* e^-104 rounds to 0 already   */

    /* A float of this size has no room for a fraction, so adding it rounds, and k stands in its lowest bits.
     */
    const float round = 12582912.0f; /* 1.5 * 2^23 */
    float shifted = x * 1.44269504f + round;
    float k = shifted - round;

    /* log(2) in two parts: k times the first has few enough digits to be exact. */
    float r = x - k * 0.693359375f;
    r = r - k * -2.12194440e-4f;
    float tail = 1.38144672e-3f;
    tail = tail * r + 8.36878084e-3f;
    tail = tail * r + 4.16683927e-2f;
    tail = tail * r + 0.166665196f;
    tail = tail * r + 0.49999994f;
    float power = (tail * r) * r + r + 1.0f;

    /* 2^k goes straight into the exponent bits; in two halves, since k = 128 and k = -150 do not fit into
     * one. */
    uint32_t whole = math_bits(shifted) - math_bits(round);
    uint32_t half = (whole + 1024) / 2 - 512;
    return power * math_float((half + 127) << 23) * math_float((whole - half + 127) << 23);
}

/* log(x), within 1 ulp: x = 2^k m with m between sqrt(1/2) and sqrt(2). -inf at 0, NaN below. */
static inline float math_log(float x)
{
    /* A subnormal has no full exponent; times 2^23 it has. (gcc turns two choices by one condition into a
     * branch, and then vectorises nothing: hence the two ways to ask.) */
    float normal = x * (x < 1.17549435e-38f ? 8388608.0f : 1.0f);
    int32_t lifted = math_bits(x) < 0x00800000u ? 23 : 0;
    uint32_t bits = math_bits(normal);
    uint32_t above = bits - math_bits(0.707106781f);
    int32_t exponent = (int32_t)above >> 23;
    float m = math_float(bits - ((uint32_t)exponent << 23));
    float k = (float)(exponent - lifted);

    float f = m - 1.0f; /* exact */
    float tail = -7.6461032e-2f;
    tail = tail * f + 0.127791122f;
    tail = tail * f + -0.131641865f;
    tail = tail * f + 0.141996965f;
    tail = tail * f + -0.166227654f;
    tail = tail * f + 0.200012922f;
    tail = tail * f + -0.250008374f;
    tail = tail * f + 0.333333313f;
    float square = f * f;
    float small = tail * f * square + k * -2.12194440e-4f - 0.5f * square;
    /* The corners come as a summand, which is 0 elsewhere: so that y is needed in any case, and no branch
     * skips it. */
    float corner = x > 3.40282347e38f ? INFINITY : 0.0f;
    corner = x == 0.0f ? -INFINITY : corner;
    corner = x >= 0.0f ? corner : NAN;
    return (small + f + k * 0.693359375f) + corner;
}

/* 1 / (1 + e^-x), within 3 ulp. From e^-|x|, which cannot overflow: e^x / (1 + e^x) is the same number. */
static inline float math_sigmoid(float x)
{
    float e = math_exp(-fabsf(x));
    return (x < 0.0f ? e : 1.0f) / (1.0f + e);
}

/* tanh(x), within 3 ulp: 1 - 2 / (e^2|x| + 1), but near 0, where that difference has few digits, an odd
 * polynomial. */
static inline float math_tanh(float x)
{
    float size = fabsf(x);
    float far = 1.0f - 2.0f / (math_exp(2.0f * size) + 1.0f);

    float square = x * x;
    float tail = -5.66697679e-3f;
    tail = tail * square + 2.06061769e-2f;
    tail = tail * square + -5.37300073e-2f;
    tail = tail * square + 0.133313313f;
    tail = tail * square + -0.333332777f;
    float near = tail * square * size + size;

    return copysignf(size < 0.625f ? near : far, x);
}

/* Phi(x), the share of a standard normal distribution below x, within 3e-7; *bell becomes e^(-x^2/2).
 * Phi(-z) = erfc(z / sqrt(2)) / 2 for z >= 0, and erfc is the bell times a slowly falling curve, a polynomial
 * in t. */
static inline float math_normal(float x, float *bell)
{
    float t = 1.0f / (1.0f + 0.282842712f * fabsf(x));
    float curve = 3.72976176e-2f;
    curve = curve * t + -0.12155023f;
    curve = curve * t + 4.62788455e-2f;
    curve = curve * t + 0.129726097f;
    curve = curve * t + 5.19637242e-2f;
    curve = curve * t + 0.204737142f;
    curve = curve * t + 0.199122727f;
    curve = curve * t + 0.226810172f;
    curve = curve * t + 0.225613937f;
    *bell = math_exp(-0.5f * x * x);
    float below = 0.5f * *bell * t * curve;
    return x < 0.0f ? below : 1.0f - below;
}

static inline float math_gelu(float x)
{
    float bell;
    return x * math_normal(x, &bell);
}

/* Phi(x) + x * phi(x), where phi(x) = e^(-x^2/2) / sqrt(2 pi) is the slope of Phi. */
static inline float math_gelu_slope(float x)
{
    float bell;
    float below = math_normal(x, &bell);
    return below + 0.398942280f * x * bell;
}

#endif
