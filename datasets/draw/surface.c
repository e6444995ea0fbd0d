/* Ellipsoids seen along parallel rays: each one covers an ellipse of pixels, and where several lie at nearly
 * the same depth their directions and coats are averaged, which melts them into one smooth animal. */
#include "surface.h"

#include <stdlib.h>

/* Parts this close in depth (body units) share a pixel; larger rounds joints more but blurs limb edges. */
static const float MELT = 0.030f;

void surface_bounds(const Body *body, int first, int end, Vec3 *low, Vec3 *high)
{
    *low = vec(1e9f, 1e9f, 0);
    *high = vec(-1e9f, -1e9f, 0);
    for (int i = first; i < end; i++) {
        const Part *part = &body->parts[i];
        Mat3 a = part->axes;
        float rx = sqrtf(square(a.x.x) + square(a.y.x) + square(a.z.x));
        float ry = sqrtf(square(a.x.y) + square(a.y.y) + square(a.z.y));
        low->x = fminf(low->x, part->centre.x - rx);
        low->y = fminf(low->y, part->centre.y - ry);
        high->x = fmaxf(high->x, part->centre.x + rx);
        high->y = fmaxf(high->y, part->centre.y + ry);
    }
}

static Vec3 transposed(Mat3 m, Vec3 v)
{
    return vec(dot(m.x, v), dot(m.y, v), dot(m.z, v));
}

/* Adds a part's share of a pixel. `behind` is how far it lies below the nearest part there. */
static void gather(Texel *texel, const Part *part, float behind, Vec3 normal)
{
    float share = exponential(-behind / MELT);
    Vec3 along = sub(part->lay, scale(normal, dot(part->lay, normal)));
    Coat *coat = &texel->coat;
    texel->weight += share;
    texel->normal = add(texel->normal, scale(normal, share));
    texel->lay = add(texel->lay, scale(along, share));
    coat->albedo = add(coat->albedo, scale(part->coat.albedo, share));
    coat->fur += share * part->coat.fur;
    coat->tips += share * part->coat.tips;
    coat->curl += share * part->coat.curl;
    coat->gloss += share * part->coat.gloss;
}

/* The three rounds over the parts. */
typedef enum {
    MEASURE, /* the depth of the nearest soft part */
    BLEND,   /* the shares of all soft parts near that depth */
    COVER    /* hard parts, over everything behind them */
} Round;

static void touch(Surface *surface, int pixel, const Part *part, Round round, float depth, Vec3 across)
{
    float *nearest = &surface->depths[pixel];
    Texel *texel = &surface->texels[pixel];
    if (round == MEASURE)
        *nearest = fmaxf(*nearest, depth);
    else if (round == BLEND &&
             depth > *nearest - 6.0f * MELT) /* e^-6: shares below a quarter per cent are none */
        gather(texel, part, *nearest - depth, unit(transposed(part->inverse, across)));
    else if (round == COVER &&
             depth > *nearest - 0.004f) { /* a claw or an eye half sunk into fur still shows */
        *texel = (Texel){1.0f, unit(transposed(part->inverse, across)), part->lay, part->coat, true};
        *nearest = depth;
    }
}

static void splat(Surface *surface, const Body *body, int index, Round round)
{
    const Part *part = &body->parts[index];
    Vec3 low, high;
    surface_bounds(body, index, index + 1, &low, &high);
    View view = surface->view;
    int left = (int)fmaxf(view.x0 + view.zoom * low.x, (float)surface->left);
    int right = (int)fminf(view.x0 + view.zoom * high.x + 1.0f, (float)surface->right);
    int top = (int)fmaxf(view.y0 - view.zoom * high.y, (float)surface->top);
    int bottom = (int)fminf(view.y0 - view.zoom * low.y + 1.0f, (float)surface->bottom);
    /* In the part's own coordinates the ray is u + dz v, and the part is the unit ball. */
    Vec3 v = part->inverse.z;
    float per_a = 1.0f / dot(v, v), pixel = 1.0f / view.zoom;
    for (int y = top; y < bottom; y++) {
        float dy = (view.y0 - (float)y) * pixel - part->centre.y;
        Vec3 row = scale(part->inverse.y, dy);
        for (int x = left; x < right; x++) {
            float dx = ((float)x - view.x0) * pixel - part->centre.x;
            Vec3 u = add(row, scale(part->inverse.x, dx));
            float b = dot(u, v) * per_a, inside = b * b - per_a * (dot(u, u) - 1.0f);
            if (inside <= 0.0f)
                continue;
            float dz = sqrtf(inside) - b;
            touch(surface, y * surface->width + x, part, round, part->centre.z + dz, add(u, scale(v, dz)));
        }
    }
}

static void settle(Surface *surface)
{
    for (int y = surface->top; y < surface->bottom; y++) {
        for (int x = surface->left; x < surface->right; x++) {
            Texel *texel = &surface->texels[y * surface->width + x];
            if (texel->weight <= 0.0f)
                continue;
            float share = 1.0f / texel->weight;
            texel->normal = unit(texel->normal);
            texel->lay = scale(texel->lay, share);
            texel->coat.albedo = scale(texel->coat.albedo, share);
            texel->coat.fur *= share;
            texel->coat.tips *= share;
            texel->coat.curl *= share;
            texel->coat.gloss *= share;
        }
    }
}

bool surface_start(Surface *surface, const Body *body, int width, int height, View view)
{
    size_t count = (size_t)width * (size_t)height;
    *surface = (Surface){.width = width, .height = height, .view = view};
    surface->texels = calloc(count, sizeof(Texel));
    surface->depths = malloc(count * sizeof(float));
    if (surface->texels == NULL || surface->depths == NULL)
        return false;
    Vec3 low, high;
    surface_bounds(body, 0, body->count, &low, &high);
    surface->left = (int)clampf(view.x0 + view.zoom * low.x - 2.0f, 0.0f, (float)width);
    surface->right = (int)clampf(view.x0 + view.zoom * high.x + 2.0f, 0.0f, (float)width);
    surface->top = (int)clampf(view.y0 - view.zoom * high.y - 2.0f, 0.0f, (float)height);
    surface->bottom = (int)clampf(view.y0 - view.zoom * low.y + 2.0f, 0.0f, (float)height);
    for (size_t i = 0; i < count; i++)
        surface->depths[i] = SURFACE_EMPTY;
    for (Round round = MEASURE; round <= COVER; round++) {
        for (int i = 0; i < body->count; i++)
            if (body->parts[i].hard == (round == COVER))
                splat(surface, body, i, round);
        if (round == BLEND)
            settle(surface);
    }
    return true;
}

void surface_free(Surface *surface)
{
    free(surface->texels);
    free(surface->depths);
    surface->texels = NULL;
    surface->depths = NULL;
}

/* Mean of line[i-r .. i+r], edges repeated. */
static void mean_pass(float *line, float *copy, int count, int step, int radius)
{
    for (int i = 0; i < count; i++)
        copy[i] = line[i * step];
    float sum = copy[0] * (float)radius;
    for (int i = 0; i <= radius; i++)
        sum += copy[i < count ? i : count - 1];
    for (int i = 0; i < count; i++) {
        line[i * step] = sum / (float)(2 * radius + 1);
        sum +=
            copy[i + radius + 1 < count ? i + radius + 1 : count - 1] - copy[i - radius > 0 ? i - radius : 0];
    }
}

float *surface_folds(const Surface *surface)
{
    int width = surface->right - surface->left, height = surface->bottom - surface->top;
    int longest = width > height ? width : height;
    float *folds = malloc(((size_t)width * (size_t)height + (size_t)longest + 1) * sizeof *folds);
    if (folds == NULL)
        return NULL;
    float *copy = folds + width * height;
    /* A fold lies deeper than its surroundings on average; a step of more than 0.3 is open air, not a fold.
     */
    const float open = 0.3f;
    const float *corner = surface->depths + surface->top * surface->width + surface->left;
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
            folds[y * width + x] = fmaxf(corner[y * surface->width + x], -2.0f);
    int radius = 1 + (int)(0.045f * surface->view.zoom);
    for (int pass = 0; pass < 2; pass++) {
        for (int y = 0; y < height; y++)
            mean_pass(folds + y * width, copy, width, 1, radius);
        for (int x = 0; x < width; x++)
            mean_pass(folds + x, copy, height, width, radius);
    }
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++) {
            float *fold = &folds[y * width + x];
            *fold = clampf((*fold - corner[y * surface->width + x]) / open, 0.0f, 1.0f);
        }
    return folds;
}
