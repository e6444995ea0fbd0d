/* Drawing what happens to a picture, composing it into one map, and doing it. */
#include "vision/augment.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/pool.h"
#include "vision/resize.h"

/* --- what may happen ---------------------------------------------------------------------------------- */

static float value_of(float given, float usual, float off)
{
    return given == 0 ? usual : given < 0 ? off : given;
}

bool augment_fill(Augment *how)
{
    if (!how)
        return false;
    float mult = value_of(how->mult, 1, 0);
    how->mult = 1;
    how->p_flip = value_of(how->p_flip, 0.5f, 0);
    how->max_rotate = value_of(how->max_rotate, 10, 0) * mult;
    how->min_zoom = value_of(how->min_zoom, 1, 1);
    how->max_zoom = value_of(how->max_zoom, 1.1f, 1);
    how->max_warp = value_of(how->max_warp, 0.2f, 0) * mult;
    how->p_affine = value_of(how->p_affine, 0.75f, 0);
    how->max_lighting = value_of(how->max_lighting, 0.2f, 0) * mult;
    how->p_lighting = value_of(how->p_lighting, 0.75f, 0);
    how->max_saturation = value_of(how->max_saturation, 0, 0);
    how->max_hue = value_of(how->max_hue, 0, 0);
    how->min_scale = value_of(how->min_scale, 1, 1);
    how->p_erase = value_of(how->p_erase, 0, 0);
    how->max_erase = value_of(how->max_erase, 0.3f, 0.3f);
    if (how->max_warp >= 1 || how->max_lighting >= 1 || how->max_saturation >= 1 || how->max_hue >= 1 ||
        how->min_zoom > how->max_zoom || how->min_scale > 1 || how->max_erase > 1 || how->size < 0) {
        error_set(ERR_VALUE,
                  "augment: max_warp %g, max_lighting %g, max_saturation %g, max_hue %g (below 1), "
                  "zoom %g to %g, min_scale %g, max_erase %g (at most 1) or size %d",
                  (double)how->max_warp, (double)how->max_lighting, (double)how->max_saturation,
                  (double)how->max_hue, (double)how->min_zoom, (double)how->max_zoom, (double)how->min_scale,
                  (double)how->max_erase, how->size);
        return false;
    }
    return true;
}

/* --- what happens to one picture ---------------------------------------------------------------------- */

static bool happens(Stream *stream, float probability)
{
    return stream_uniform(stream, 0, 1) < probability;
}

/* Between -most and most with probability p, else 0. */
static float either_way(Stream *stream, float most, float p)
{
    return most > 0 && happens(stream, p) ? stream_uniform(stream, -most, most) : 0;
}

/* A factor from 1 - most to its inverse with probability p, else 1; as likely above 1 as below. */
static float factor(Stream *stream, float most, float p)
{
    return expf(either_way(stream, -logf(1 - most), p));
}

AugmentDraw augment_none(void)
{
    return (AugmentDraw){.zoom = 1, .light = light_neutral()};
}

AugmentDraw augment_draw(const Augment *how, int width, int height, Stream *stream)
{
    AugmentDraw draw = augment_none();
    if (!how || !stream)
        return draw;
    if (how->min_scale < 1) {
        Box box = image_random_box(width, height, how->min_scale, 1, stream);
        draw.crop_x = (float)box.x;
        draw.crop_y = (float)box.y;
        draw.crop_w = (float)box.width;
        draw.crop_h = (float)box.height;
    }
    if (happens(stream, how->p_flip))
        draw.dihedral = how->flip_vert ? (int)stream_below(stream, 8) : 1;
    draw.warp_x = either_way(stream, how->max_warp, how->p_affine);
    draw.warp_y = either_way(stream, how->max_warp, how->p_affine);
    draw.degrees = either_way(stream, how->max_rotate, how->p_affine);
    bool zooms = how->min_zoom != 1 || how->max_zoom != 1;
    if (zooms && happens(stream, how->p_affine))
        draw.zoom = stream_uniform(stream, how->min_zoom, how->max_zoom);
    draw.zoom_x = stream_uniform(stream, 0, 1);
    draw.zoom_y = stream_uniform(stream, 0, 1);
    if (how->max_lighting > 0 && happens(stream, how->p_lighting))
        draw.light.brightness =
            light_logit(0.5f * (1 + stream_uniform(stream, -how->max_lighting, how->max_lighting)));
    draw.light.contrast = factor(stream, how->max_lighting, how->p_lighting);
    draw.light.saturation = factor(stream, how->max_saturation, how->p_lighting);
    draw.light.hue = factor(stream, how->max_hue, how->p_lighting) - 1;
    return draw;
}

/* --- as one map --------------------------------------------------------------------------------------- */

/* The eight ways to lay a square down: with both signs, and with the axes changing places. 1 is the flip. */
static GridMap dihedral_map(int way)
{
    static const int x_sign[8] = {1, -1, 1, -1, -1, 1, 1, -1}, y_sign[8] = {1, 1, -1, 1, -1, -1, 1, -1};
    bool swapped = way == 3 || way >= 5;
    int x = x_sign[way & 7], y = y_sign[way & 7];
    return swapped ? (GridMap){{0, x, 0, y, 0, 0, 0, 0, 1}} : (GridMap){{x, 0, 0, 0, y, 0, 0, 0, 1}};
}

/* Solves a * x = b of eight unknowns by elimination, the largest pivot first; x takes the place of b. */
static void solve(double a[8][8], double b[8])
{
    for (int k = 0; k < 8; k++) {
        int best = k;
        for (int i = k + 1; i < 8; i++)
            best = fabs(a[i][k]) > fabs(a[best][k]) ? i : best;
        for (int j = 0; j < 8; j++) {
            double kept = a[k][j];
            a[k][j] = a[best][j];
            a[best][j] = kept;
        }
        double kept = b[k];
        b[k] = b[best];
        b[best] = kept;
        for (int i = 0; i < 8; i++) {
            double share = i == k ? 0 : a[i][k] / a[k][k];
            for (int j = k; j < 8; j++)
                a[i][j] -= share * a[k][j];
            b[i] -= share * b[k];
        }
    }
    for (int k = 0; k < 8; k++)
        b[k] /= a[k][k];
}

/* The perspective that finds the corners of the picture at four moved places: two equations for each. */
static GridMap warp_map(double x, double y)
{
    const double corners[4][2] = {{-1, -1}, {-1, 1}, {1, -1}, {1, 1}};
    const double moved[4][2] = {{-1 - y, -1 - x}, {-1 + y, 1 + x}, {1 + y, -1 + x}, {1 - y, 1 - x}};
    double a[8][8], b[8];
    for (int i = 0; i < 8; i++) {
        const double *to = corners[i / 2], *from = moved[i / 2];
        double row[8] = {0};
        double *own = row + 3 * (i % 2);
        own[0] = from[0];
        own[1] = from[1];
        own[2] = 1;
        row[6] = -to[i % 2] * from[0];
        row[7] = -to[i % 2] * from[1];
        memcpy(a[i], row, sizeof row);
        b[i] = to[i % 2];
    }
    solve(a, b);
    GridMap map = {{0}};
    memcpy(map.m, b, sizeof b);
    map.m[8] = 1;
    return map;
}

/* From places of a part of the picture to places of the whole. */
static GridMap crop_map(const AugmentDraw *draw, int width, int height)
{
    double x = width > 1 ? 2.0 / (width - 1) : 0, y = height > 1 ? 2.0 / (height - 1) : 0;
    double half_w = 0.5 * ((double)draw->crop_w - 1), half_h = 0.5 * ((double)draw->crop_h - 1);
    return (GridMap){{x * half_w, 0, x * (draw->crop_x + half_w) - 1, 0, y * half_h,
                      y * (draw->crop_y + half_h) - 1, 0, 0, 1}};
}

GridMap augment_map(const AugmentDraw *draw, int width, int height)
{
    GridMap map = grid_identity();
    if (!draw)
        return map;
    bool cut = draw->crop_w > 0;
    double aspect = cut ? (double)draw->crop_h / draw->crop_w : (double)height / width;
    if (draw->dihedral)
        map = dihedral_map(draw->dihedral);
    if (draw->degrees != 0) {
        double angle = draw->degrees * (3.14159265358979323846 / 180), c = cos(angle), s = sin(angle);
        map = grid_compose(map, (GridMap){{c, s, 0, -s, c, 0, 0, 0, 1}});
    }
    if (draw->zoom != 1) {
        double s = 1 / (double)draw->zoom;
        double x = (1 - s) * (2 * draw->zoom_x - 1), y = (1 - s) * (2 * draw->zoom_y - 1);
        map = grid_compose(map, (GridMap){{s, 0, x, 0, s, y, 0, 0, 1}});
    }
    /* A turn of a picture that is not square is one in pixels, whose places are not equally far apart. */
    map.m[1] *= aspect;
    map.m[3] /= aspect;
    if (draw->warp_x != 0 || draw->warp_y != 0)
        map = grid_compose(warp_map(draw->warp_x, draw->warp_y), map);
    return cut ? grid_compose(crop_map(draw, width, height), map) : map;
}

/* --- doing it ----------------------------------------------------------------------------------------- */

/* Whether a map does nothing but to swap left and right (x_sign -1), or nothing at all (1). */
static bool only_flips(const GridMap *map, int x_sign)
{
    GridMap wanted = grid_identity();
    wanted.m[0] = x_sign;
    for (int i = 0; i < 9; i++)
        if (map->m[i] != wanted.m[i])
            return false;
    return true;
}

/* Every pixel to its mirrored place, to the last bit. */
static void flip(const FloatImage *in, FloatImage *out)
{
    int64_t channels = in->channels, width = in->width;
    for (int64_t y = 0; y < in->height; y++) {
        const float *row = in->values + y * width * channels;
        float *to = out->values + (y + 1) * width * channels;
        for (int64_t x = 0; x < width; x++, row += channels) {
            to -= channels;
            for (int64_t c = 0; c < channels; c++)
                to[c] = row[c];
        }
    }
}

/* How much of the input's -1 .. 1 the output sees, along the axis of which it sees more. */
static double extent(const GridMap *map)
{
    double least = INFINITY, most = -INFINITY;
    for (int corner = 0; corner < 4; corner++) {
        double x = corner % 2 ? 1 : -1, y = corner / 2 ? 1 : -1;
        const double *m = map->m;
        double w = m[6] * x + m[7] * y + m[8];
        double u = (m[0] * x + m[1] * y + m[2]) / w, v = (m[3] * x + m[4] * y + m[5]) / w;
        least = fmin(least, fmin(u, v));
        most = fmax(most, fmax(u, v));
    }
    return most - least;
}

/* Half of how many times larger the input is. */
static double half_ratio(const FloatImage *in, const FloatImage *out)
{
    return fmin((double)in->height / out->height, (double)in->width / out->width) / 2;
}

bool augment_small(const FloatImage *in, const FloatImage *out, int *height, int *width)
{
    double factor = half_ratio(in, out);
    *height = (int)(in->height / factor);
    *width = (int)(in->width / factor);
    return factor > 1;
}

/* Is the input averaged down before it is sampled, and to what size? */
static bool shrinks_first(const GridMap *map, const FloatImage *in, const FloatImage *out, FloatImage *small)
{
    *small = (FloatImage){.channels = in->channels};
    return augment_small(in, out, &small->height, &small->width) && half_ratio(in, out) > 2 / extent(map);
}

static bool sample(const FloatImage *in, const GridMap *map, PadMode pad, FloatImage *out)
{
    FloatImage small;
    if (!shrinks_first(map, in, out, &small))
        return grid_sample(in, map, pad, out);
    size_t n = (size_t)small.height * (size_t)small.width * (size_t)small.channels;
    small.values = pool_take((n + 1) * sizeof *small.values);
    bool done = small.values && grid_area(in, &small);
    if (done)
        small.values[n] = 0;
    done = done && grid_sample(&small, map, pad, out);
    pool_give(small.values);
    return done;
}

bool augment_apply(const AugmentDraw *draw, PadMode pad, const FloatImage *in, FloatImage *out)
{
    if (!draw || !in || !out)
        return false;
    GridMap map = augment_map(draw, in->width, in->height);
    bool same = in->height == out->height && in->width == out->width && in->channels == out->channels;
    if (same && only_flips(&map, 1))
        memcpy(out->values, in->values,
               (size_t)in->height * (size_t)in->width * (size_t)in->channels * sizeof *in->values);
    else if (same && only_flips(&map, -1))
        flip(in, out);
    else if (!sample(in, &map, pad, out))
        return false;
    return light_change_(out, draw->light);
}

PicturePlan augment_plan(const AugmentDraw *draw, const FloatImage *in, const FloatImage *out)
{
    PicturePlan plan = {.contrast = 1, .saturation = 1};
    if (!draw || !in || !out)
        return plan;
    GridMap map = augment_map(draw, in->width, in->height);
    FloatImage small;
    bool shrinks = shrinks_first(&map, in, out, &small);
    GridMap pixels = grid_pixels(&map, shrinks ? &small : in, out);
    for (int i = 0; i < 9; i++)
        plan.map[i] = (float)pixels.m[i];
    plan.from_small = shrinks;
    plan.hue = draw->light.hue;
    plan.saturation = draw->light.saturation;
    plan.brightness = draw->light.brightness;
    plan.contrast = draw->light.contrast;
    return plan;
}
