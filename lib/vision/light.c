/* Light and colour: brightness, contrast and saturation on logits, hue on the circle of colours. */
#include "vision/light.h"

#include <math.h>

#include "kernels/cpu_math.h"

enum { STRIP = 256 };
static const float LEAST = 1e-7f;

Light light_neutral(void)
{
    return (Light){.contrast = 1, .saturation = 1};
}

float light_logit(float x)
{
    x = x < LEAST ? LEAST : x > 1 - LEAST ? 1 - LEAST : x;
    return logf(x / (1 - x));
}

static inline float clipped(float x)
{
    x = x > LEAST ? x : LEAST;
    return x < 1 - LEAST ? x : 1 - LEAST;
}

/* The sigmoid of logit(x) + log(factor) without either: odds are multiplied. */
static void brighten(float *values, int64_t n, float factor)
{
    for (int64_t i = 0; i < n; i++) {
        float x = clipped(values[i]);
        values[i] = x * factor / (x * factor + (1 - x));
    }
}

static void brighten_and_stretch(float *values, int64_t n, float add, float times)
{
    for (int64_t i = 0; i < n; i++) {
        float x = clipped(values[i]);
        float odds = (math_log(x / (1 - x)) + add) * times;
        values[i] = 1 / (1 + math_exp(-odds));
    }
}

/* The same and the saturation, a strip of pixels at a time. */
static void light_and_saturation(float *values, int64_t n_pixels, Light light)
{
    float logits[3 * STRIP];
    for (int64_t from = 0; from < n_pixels; from += STRIP, values += 3 * STRIP) {
        int count = (int)(n_pixels - from < STRIP ? n_pixels - from : STRIP);
        for (int i = 0; i < 3 * count; i++) {
            float x = clipped(values[i]);
            logits[i] = (math_log(x / (1 - x)) + light.brightness) * light.contrast;
        }
        for (int i = 0; i < count; i++) {
            float *at = logits + 3 * i;
            float grey = (0.2989f * at[0] + 0.5870f * at[1] + 0.1140f * at[2]) * (1 - light.saturation);
            for (int c = 0; c < 3; c++)
                at[c] = at[c] * light.saturation + grey;
        }
        for (int i = 0; i < 3 * count; i++)
            values[i] = 1 / (1 + math_exp(-logits[i]));
    }
}

/* A pixel's place on the circle of colours in sixths, 0 for red; 0 for grey. */
static float hue_of(const float *rgb, float most, float range)
{
    if (range <= 0)
        return 0;
    if (rgb[0] == most)
        return (rgb[1] - rgb[2]) / range;
    if (rgb[1] == most)
        return 2 + (rgb[2] - rgb[0]) / range;
    return 4 + (rgb[0] - rgb[1]) / range;
}

/* How much of the range colour c has at this place: all of it within one sixth around its own, nothing beyond
 * two. */
static float share_of(float sixths, int c)
{
    float away = fabsf(sixths - 2 * (float)c);
    away = away > 3 ? 6 - away : away;
    return away <= 1 ? 1 : away >= 2 ? 0 : 2 - away;
}

static void turn_hue(float *values, int64_t n_pixels, float hue)
{
    for (float *rgb = values; rgb < values + 3 * n_pixels; rgb += 3) {
        float most = fmaxf(rgb[0], fmaxf(rgb[1], rgb[2]));
        float least = fminf(rgb[0], fminf(rgb[1], rgb[2]));
        float sixths = hue_of(rgb, most, most - least) + 6 * hue;
        sixths -= 6 * floorf(sixths / 6);
        for (int c = 0; c < 3; c++)
            rgb[c] = least + (most - least) * share_of(sixths, c);
    }
}

bool light_change_(FloatImage *image, Light light)
{
    if (!image)
        return false;
    int64_t n_pixels = (int64_t)image->height * image->width, n = n_pixels * image->channels;
    bool coloured = image->channels == 3;
    if (coloured && light.hue != 0)
        turn_hue(image->values, n_pixels, light.hue);
    if (coloured && light.saturation != 1)
        light_and_saturation(image->values, n_pixels, light);
    else if (light.contrast != 1)
        brighten_and_stretch(image->values, n, light.brightness, light.contrast);
    else if (light.brightness != 0)
        brighten(image->values, n, expf(light.brightness));
    return true;
}

bool light_normalize_(FloatImage *image, const float *mean, const float *std)
{
    if (!image || !mean || !std)
        return false;
    float *values = image->values;
    int64_t n = (int64_t)image->height * image->width * image->channels;
    if (image->channels == 3)
        for (int64_t i = 0; i < n; i += 3)
            for (int c = 0; c < 3; c++)
                values[i + c] = (values[i + c] - mean[c]) / std[c];
    else
        for (int64_t i = 0; i < n; i++)
            values[i] = (values[i] - mean[i % image->channels]) / std[i % image->channels];
    return true;
}

bool light_denormalize_(FloatImage *image, const float *mean, const float *std)
{
    if (!image || !mean || !std)
        return false;
    float *values = image->values;
    int64_t n = (int64_t)image->height * image->width * image->channels;
    for (int64_t i = 0; i < n; i++) {
        float x = values[i] * std[i % image->channels] + mean[i % image->channels];
        values[i] = x < 0 ? 0 : x > 1 ? 1 : x;
    }
    return true;
}
