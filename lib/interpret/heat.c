/* Colours for numbers, and laying them over a picture. */
#include "interpret/heat.h"

#include <math.h>

#include "base/error.h"
#include "base/scope.h"

void heat_colour(double value, uint8_t rgb[3])
{
    /* equal steps of lightness, as far as bytes allow */
    static const uint8_t stops[][3] = {{0, 0, 4},      {28, 16, 68},    {79, 18, 123},
                                       {129, 37, 129}, {181, 54, 122},  {229, 80, 100},
                                       {251, 135, 97}, {254, 194, 135}, {252, 253, 191}};
    enum { LAST = sizeof stops / sizeof *stops - 1 };
    if (!rgb)
        return;
    double at = (value > 0 ? value < 1 ? value : 1 : 0) * LAST;
    int below = at < LAST ? (int)at : LAST - 1;
    double part = at - below;
    for (int c = 0; c < 3; c++)
        rgb[c] = (uint8_t)lround((1 - part) * stops[below][c] + part * stops[below + 1][c]);
}

/* The map at a place given as a share of its height and width. */
static double map_at(const float *map, int64_t h, int64_t w, double down, double across)
{
    double y = fmin(fmax(down * (double)h - 0.5, 0), (double)(h - 1)),
           x = fmin(fmax(across * (double)w - 0.5, 0), (double)(w - 1));
    int64_t y0 = (int64_t)y, x0 = (int64_t)x, y1 = y0 + 1 < h ? y0 + 1 : y0, x1 = x0 + 1 < w ? x0 + 1 : x0;
    double v = y - (double)y0, u = x - (double)x0;
    return (1 - v) * ((1 - u) * (double)map[y0 * w + x0] + u * (double)map[y0 * w + x1]) +
           v * ((1 - u) * (double)map[y1 * w + x0] + u * (double)map[y1 * w + x1]);
}

static void blend(Image *out, const Image *image, const float *map, int64_t h, int64_t w, double alpha)
{
    double highest = 0;
    for (int64_t i = 0; i < h * w; i++)
        highest = fmax(highest, (double)map[i]);
    for (int y = 0; y < image->height; y++)
        for (int x = 0; x < image->width; x++) {
            uint8_t hot[3];
            const uint8_t *from =
                image->pixels + ((size_t)y * (size_t)image->width + (size_t)x) * (size_t)image->channels;
            uint8_t *to = out->pixels + ((size_t)y * (size_t)image->width + (size_t)x) * 3;
            double value = map_at(map, h, w, (y + 0.5) / image->height, (x + 0.5) / image->width);
            heat_colour(highest > 0 ? value / highest : 0, hot);
            for (int c = 0; c < 3; c++)
                to[c] = (uint8_t)lround((1 - alpha) * from[image->channels == 3 ? c : 0] + alpha * hot[c]);
        }
}

Image *heat_overlay(const Image *image, Tensor *map, double alpha)
{
    if (!image || !map)
        return NULL;
    alpha = alpha == 0 ? 0.6 : alpha;
    if (map->n_dims != 2 || tensor_count(map) < 1 || alpha < 0 || alpha > 1)
        return error_set(ERR_SHAPE, "heat_overlay: a map of (%s), alpha %g", shape_text(tensor_shape(map)),
                         alpha);
    Scope scope = scope_begin();
    float *values = scope_alloc((size_t)tensor_count(map) * sizeof *values);
    Image *out = values && tensor_read(map, values) ? image_new(image->width, image->height, 3) : NULL;
    if (out)
        blend(out, image, values, map->shape[0], map->shape[1], alpha);
    scope_end(scope);
    return out;
}
