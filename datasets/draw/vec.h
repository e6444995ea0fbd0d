/* Small vectors, colours and the few elementary functions the renderer needs, built from + - * / and sqrt
 * only: those five are exactly rounded everywhere, so every machine draws the same bytes (libm's sin, exp and
 * pow may differ in the last bit from one processor to the next). */
#ifndef DRAW_VEC_H
#define DRAW_VEC_H

#include <math.h>
#include <stdint.h>
#include <string.h>

#define VEC_PI 3.14159265f

/* A point, a direction, or a colour in linear light (x red, y green, z blue). */
typedef struct {
    float x, y, z;
} Vec3;

/* A linear map given by where it sends the three axes. */
typedef struct {
    Vec3 x, y, z;
} Mat3;

static inline float clampf(float value, float low, float high)
{
    return value < low ? low : value > high ? high : value;
}

static inline float mixf(float from, float to, float amount)
{
    return from + (to - from) * amount;
}

/* 0 below `low`, 1 above `high`, a smooth ramp between. */
static inline float smoothf(float low, float high, float value)
{
    float t = clampf((value - low) / (high - low), 0.0f, 1.0f);
    return t * t * (3.0f - 2.0f * t);
}

static inline float square(float value)
{
    return value * value;
}

/* Sine of an angle in radians: fold into [-pi/2, pi/2], then the Taylor polynomial (error below 4e-6). */
static inline float sine(float angle)
{
    float turns = angle * (0.5f / VEC_PI);
    turns -= floorf(turns + 0.5f);
    float x = turns * 2.0f * VEC_PI;
    if (x > 0.5f * VEC_PI)
        x = VEC_PI - x;
    else if (x < -0.5f * VEC_PI)
        x = -VEC_PI - x;
    float s = x * x;
    return x * (1.0f - s / 6.0f * (1.0f - s / 20.0f * (1.0f - s / 42.0f * (1.0f - s / 72.0f))));
}

static inline float cosine(float angle)
{
    return sine(angle + 0.5f * VEC_PI);
}

/* e^x for |x| < 80: a power of two written into the exponent bits times a polynomial for the rest. */
static inline float exponential(float x)
{
    float t = x * 1.44269504f;
    float whole = floorf(t + 0.5f);
    float f = (t - whole) * 0.69314718f;
    float rest = 1.0f + f * (1.0f + f * (0.5f + f * (1.0f / 6 + f * (1.0f / 24 + f * (1.0f / 120)))));
    uint32_t bits = (uint32_t)((int32_t)whole + 127) << 23;
    float power;
    memcpy(&power, &bits, sizeof power);
    return power * rest;
}

static inline Vec3 vec(float x, float y, float z)
{
    return (Vec3){x, y, z};
}

static inline Vec3 add(Vec3 a, Vec3 b)
{
    return (Vec3){a.x + b.x, a.y + b.y, a.z + b.z};
}

static inline Vec3 sub(Vec3 a, Vec3 b)
{
    return (Vec3){a.x - b.x, a.y - b.y, a.z - b.z};
}

static inline Vec3 scale(Vec3 a, float factor)
{
    return (Vec3){a.x * factor, a.y * factor, a.z * factor};
}

/* Channel by channel: light falling on a coloured thing. */
static inline Vec3 tint(Vec3 a, Vec3 b)
{
    return (Vec3){a.x * b.x, a.y * b.y, a.z * b.z};
}

static inline Vec3 mix(Vec3 from, Vec3 to, float amount)
{
    return add(from, scale(sub(to, from), amount));
}

static inline float dot(Vec3 a, Vec3 b)
{
    return a.x * b.x + a.y * b.y + a.z * b.z;
}

static inline Vec3 cross(Vec3 a, Vec3 b)
{
    return (Vec3){a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}

static inline Vec3 unit(Vec3 a)
{
    return scale(a, 1.0f / sqrtf(dot(a, a) + 1e-20f));
}

static inline Vec3 apply(Mat3 m, Vec3 v)
{
    return add(add(scale(m.x, v.x), scale(m.y, v.y)), scale(m.z, v.z));
}

static inline Mat3 compose(Mat3 outer, Mat3 inner)
{
    return (Mat3){apply(outer, inner.x), apply(outer, inner.y), apply(outer, inner.z)};
}

static inline Mat3 inverse(Mat3 m)
{
    Vec3 a = cross(m.y, m.z), b = cross(m.z, m.x), c = cross(m.x, m.y);
    float s = 1.0f / dot(m.x, a);
    return (Mat3){vec(a.x * s, b.x * s, c.x * s), vec(a.y * s, b.y * s, c.y * s),
                  vec(a.z * s, b.z * s, c.z * s)};
}

/* Turn about the y axis (up): x goes towards z. */
static inline Mat3 turn_yaw(float angle)
{
    float c = cosine(angle), s = sine(angle);
    return (Mat3){vec(c, 0, s), vec(0, 1, 0), vec(-s, 0, c)};
}

/* Turn about the z axis: x goes towards y (a model that faces +x lifts its nose). */
static inline Mat3 turn_pitch(float angle)
{
    float c = cosine(angle), s = sine(angle);
    return (Mat3){vec(c, s, 0), vec(-s, c, 0), vec(0, 0, 1)};
}

/* Turn about the x axis: z goes down, as seen by a camera that looks from above. */
static inline Mat3 turn_tilt(float angle)
{
    float c = cosine(angle), s = sine(angle);
    return (Mat3){vec(1, 0, 0), vec(0, c, s), vec(0, -s, c)};
}

/* 0xRRGGBB as seen on a screen, in linear light (the square stands in for the screen's gamma curve). */
static inline Vec3 colour(uint32_t rgb)
{
    return vec(square((float)(rgb >> 16 & 255) / 255.0f), square((float)(rgb >> 8 & 255) / 255.0f),
               square((float)(rgb & 255) / 255.0f));
}

static inline float luminance(Vec3 light)
{
    return 0.3f * light.x + 0.59f * light.y + 0.11f * light.z;
}

#endif
