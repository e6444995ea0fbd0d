/* One interpolation for any map of places: where each pixel comes from, then four neighbours and their
 * shares. */
#include "vision/grid_sample.h"

#include <math.h>
#include <string.h>

#include "base/error.h"

enum { STRIP = 128 }; /* pixels whose places are worked out together, by vectors */

/* Along one axis, for the pixels of a strip: two neighbours, counted in floats from the picture's first, and
 * their shares. */
typedef struct Neighbours {
    int32_t first[STRIP], second[STRIP];
    float first_share[STRIP], second_share[STRIP];
} Neighbours;

typedef float Quad __attribute__((vector_size(16)));

GridMap grid_identity(void)
{
    return (GridMap){{1, 0, 0, 0, 1, 0, 0, 0, 1}};
}

GridMap grid_compose(GridMap outer, GridMap inner)
{
    GridMap product = {{0}};
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            for (int k = 0; k < 3; k++)
                product.m[3 * i + j] += outer.m[3 * i + k] * inner.m[3 * k + j];
    return product;
}

/* From pixels to places and back: pixel i of n lies at 2 * i / (n - 1) - 1, the only one of one at -1. */
static GridMap pixels_to_places(int width, int height)
{
    double x = width > 1 ? 2.0 / (width - 1) : 0, y = height > 1 ? 2.0 / (height - 1) : 0;
    return (GridMap){{x, 0, -1, 0, y, -1, 0, 0, 1}};
}

static GridMap places_to_pixels(int width, int height)
{
    double x = 0.5 * (width - 1), y = 0.5 * (height - 1);
    return (GridMap){{x, 0, x, 0, y, y, 0, 0, 1}};
}

/* A mirror at the first and at the last pixel's middle: the way from 0 to `last` and back repeats. */
static inline float reflected(float at, float last)
{
    float turns = floorf(at / (2 * last));
    float way = at - turns * 2 * last;
    return way > last ? 2 * last - way : way;
}

/* `at` in pixels of an axis with n of them, `step` floats apart. */
static void find_neighbours(const float *at, int count, int n, int step, PadMode pad, Neighbours *out)
{
    float last = (float)(n - 1);
    if (pad == PAD_ZEROS) {
        for (int i = 0; i < count; i++) {
            float place = at[i] > -2 ? at[i] : -2; /* also where the map gives no number */
            place = place < last + 2 ? place : last + 2;
            float below = floorf(place);
            int32_t first = (int32_t)below, second = first + 1;
            float share = place - below;
            out->first_share[i] = first >= 0 && first < n ? 1 - share : 0;
            out->second_share[i] = second >= 0 && second < n ? share : 0;
            out->first[i] = (first < 0 ? 0 : first >= n ? n - 1 : first) * step;
            out->second[i] = (second < 0 ? 0 : second >= n ? n - 1 : second) * step;
        }
        return;
    }
    bool mirror = pad == PAD_REFLECTION && n > 1;
    for (int i = 0; i < count; i++) {
        float place = mirror ? reflected(at[i], last) : at[i];
        place = place > 0 ? place : 0;
        place = place < last ? place : last;
        int32_t first = (int32_t)place;
        float share = place - (float)first;
        out->first_share[i] = 1 - share;
        out->second_share[i] = share;
        out->first[i] = first * step;
        out->second[i] = (first + 1 < n ? first + 1 : n - 1) * step;
    }
}

static inline Quad load(const float *values)
{
    Quad quad;
    memcpy(&quad, values, sizeof quad);
    return quad;
}

/* The three colours of a pixel and a fourth value that does not matter. */
static inline Quad blend(const float *in, const Neighbours *across, const Neighbours *down, int i)
{
    const float *upper = in + down->first[i], *lower = in + down->second[i];
    int32_t left = across->first[i], right = across->second[i];
    Quad above = load(upper + left) * across->first_share[i] + load(upper + right) * across->second_share[i];
    Quad below = load(lower + left) * across->first_share[i] + load(lower + right) * across->second_share[i];
    return above * down->first_share[i] + below * down->second_share[i];
}

/* Pixels are written four values at a time, the fourth to be overwritten by the next pixel; but the last. */
static void gather_rgb(const float *in, const Neighbours *across, const Neighbours *down, int count,
                       float *out)
{
    for (int i = 0; i < count - 1; i++) {
        Quad pixel = blend(in, across, down, i);
        memcpy(out + 3 * i, &pixel, sizeof pixel);
    }
    Quad pixel = blend(in, across, down, count - 1);
    memcpy(out + 3 * (count - 1), &pixel, 3 * sizeof(float));
}

static void gather_grey(const float *in, const Neighbours *across, const Neighbours *down, int count,
                        float *out)
{
    for (int i = 0; i < count; i++) {
        const float *upper = in + down->first[i], *lower = in + down->second[i];
        int32_t left = across->first[i], right = across->second[i];
        float above = upper[left] * across->first_share[i] + upper[right] * across->second_share[i];
        float below = lower[left] * across->first_share[i] + lower[right] * across->second_share[i];
        out[i] = above * down->first_share[i] + below * down->second_share[i];
    }
}

static bool channels_fit(const char *function, const FloatImage *in, const FloatImage *out)
{
    if (in->channels == out->channels && (in->channels == 1 || in->channels == 3))
        return true;
    error_set(ERR_SHAPE, "%s: pictures of %d and %d channels; both must have 1 or both 3", function,
              in->channels, out->channels);
    return false;
}

/* Where `count` pixels of row y from column x on come from, in pixels of the input. */
static void find_places(const double m[9], int x, int y, int count, float *u, float *v)
{
    double from_u = m[0] * x + m[1] * y + m[2];
    double from_v = m[3] * x + m[4] * y + m[5];
    double from_w = m[6] * x + m[7] * y + m[8];
    if (m[6] == 0 && m[7] == 0) {
        float u0 = (float)(from_u / from_w), v0 = (float)(from_v / from_w);
        float du = (float)(m[0] / from_w), dv = (float)(m[3] / from_w);
        for (int i = 0; i < count; i++) {
            u[i] = u0 + du * (float)i;
            v[i] = v0 + dv * (float)i;
        }
        return;
    }
    float u0 = (float)from_u, v0 = (float)from_v, w0 = (float)from_w;
    float du = (float)m[0], dv = (float)m[3], dw = (float)m[6];
    for (int i = 0; i < count; i++) {
        float share = 1 / (w0 + dw * (float)i);
        u[i] = (u0 + du * (float)i) * share;
        v[i] = (v0 + dv * (float)i) * share;
    }
}

GridMap grid_pixels(const GridMap *map, const FloatImage *in, const FloatImage *out)
{
    GridMap places = grid_compose(*map, pixels_to_places(out->width, out->height));
    return grid_compose(places_to_pixels(in->width, in->height), places);
}

bool grid_sample(const FloatImage *in, const GridMap *map, PadMode pad, FloatImage *out)
{
    if (!in || !map || !out || !channels_fit("grid_sample", in, out))
        return false;
    GridMap pixels = grid_pixels(map, in, out);
    Neighbours across, down;
    float u[STRIP], v[STRIP];
    for (int y = 0; y < out->height; y++)
        for (int x = 0; x < out->width; x += STRIP) {
            int count = out->width - x < STRIP ? out->width - x : STRIP;
            find_places(pixels.m, x, y, count, u, v);
            find_neighbours(u, count, in->width, in->channels, pad, &across);
            find_neighbours(v, count, in->height, in->width * in->channels, pad, &down);
            float *to = out->values + ((size_t)y * (size_t)out->width + (size_t)x) * (size_t)out->channels;
            if (in->channels == 3)
                gather_rgb(in->values, &across, &down, count, to);
            else
                gather_grey(in->values, &across, &down, count, to);
        }
    return true;
}

bool grid_area(const FloatImage *in, FloatImage *out)
{
    if (!in || !out || !channels_fit("grid_area", in, out))
        return false;
    int64_t channels = in->channels, width = in->width, height = in->height;
    float *to = out->values;
    for (int64_t y = 0; y < out->height; y++) {
        int64_t top = y * height / out->height;
        int64_t bottom = ((y + 1) * height + out->height - 1) / out->height;
        for (int64_t x = 0; x < out->width; x++) {
            int64_t left = x * width / out->width;
            int64_t right = ((x + 1) * width + out->width - 1) / out->width;
            float share = 1 / (float)((bottom - top) * (right - left));
            for (int64_t c = 0; c < channels; c++) {
                float sum = 0;
                for (int64_t row = top; row < bottom; row++)
                    for (int64_t column = left; column < right; column++)
                        sum += in->values[(row * width + column) * channels + c];
                *to++ = sum * share;
            }
        }
    }
    return true;
}
