/* First the skin is shaded, then thousands of hairs are drawn over it, each a short tapering stroke in the
 * skin's own shade, a little lighter or darker; hairs at the rim stick out and make the outline furry. */
#include "fur.h"

#include <stdlib.h>

#include "noise.h"

/* The light a pixel sends to the camera. `fold` darkens creases. */
static Vec3 shade(const Texel *texel, const Light *light, float fold)
{
    const Coat *coat = &texel->coat;
    Vec3 lit = tint(coat->albedo, light_on(light, texel->normal, coat->fur > 0.0f ? 0.35f : 0.1f));
    Vec3 halfway = unit(add(light->direction, vec(0, 0, 1)));
    float mirror = fmaxf(dot(texel->normal, halfway), 0.0f);
    /* Fur spreads a highlight (power 8), eyes and noses keep it small (power 64). */
    float shine = square(square(square(mirror)));
    if (texel->hard)
        shine = square(square(square(shine)));
    lit = add(lit, scale(add(light->sun, scale(light->above, 0.5f)),
                         coat->gloss * shine * (texel->hard ? 0.8f : 0.30f)));
    float edge = square(1.0f - clampf(texel->normal.z, 0.0f, 1.0f));
    Vec3 glow = tint(mix(coat->albedo, vec(0.5f, 0.5f, 0.5f), 0.25f), light->sun);
    lit = add(lit, scale(glow, light->rim * edge * clampf(0.4f + texel->normal.y, 0.0f, 1.0f)));
    return scale(lit, 1.0f - 0.75f * fold);
}

static void paint_skin(Canvas *canvas, const Surface *surface, const Light *light, const float *folds,
                       uint32_t seed)
{
    int width = surface->right - surface->left;
    float clump = 1.0f / (0.05f * surface->view.zoom);
    for (int y = surface->top; y < surface->bottom; y++) {
        for (int x = surface->left; x < surface->right; x++) {
            const Texel *texel = &surface->texels[y * surface->width + x];
            if (surface->depths[y * surface->width + x] <= SURFACE_EMPTY)
                continue;
            float fold = folds[(y - surface->top) * width + x - surface->left];
            Vec3 lit = shade(texel, light, texel->hard ? 0.0f : fold);
            if (texel->coat.fur > 0.0f)
                lit = scale(lit, 0.75f + 0.5f * noise_layers((float)x * clump, (float)y * clump, 2, seed));
            canvas->pixels[y * canvas->width + x] = lit;
        }
    }
}

/* One hair rooted in a pixel. */
static void hair(Canvas *canvas, const Surface *surface, int x, int y, Vec3 skin, const Light *light,
                 Rng *rng)
{
    const Texel *texel = &surface->texels[y * surface->width + x];
    const Coat *coat = &texel->coat;
    float length = coat->fur * surface->view.zoom * rng_range(rng, 0.6f, 1.3f);
    float wild = coat->curl > 0.3f ? coat->curl * VEC_PI : 0.35f;
    Vec3 lay = add(texel->lay, scale(texel->normal, 0.25f)); /* hairs stand up a little, out of the skin */
    float turn = wild * rng_range(rng, -1.0f, 1.0f), c = cosine(turn), s = sine(turn);
    float dx = (lay.x * c - lay.y * s) * length, dy = -(lay.x * s + lay.y * c) * length;
    float contrast = coat->curl > 0.3f ? 0.30f : 0.38f;
    Vec3 paint = scale(skin, 1.0f + contrast * rng_range(rng, -1.0f, 1.0f));
    /* Single hairs of a glossy coat catch the sky, which is what shows the fur of a black animal at all. */
    paint = add(paint, scale(light->above, 0.20f * coat->gloss * square(rng_unit(rng))));
    float width = clampf(0.0040f * surface->view.zoom, 0.6f, 1.9f);
    float alpha = 0.55f;
    if (rng_unit(rng) < 0.55f * coat->tips) {
        Vec3 pale = tint(scale(colour(0xdcc49a), 0.9f), light_on(light, texel->normal, 0.35f));
        paint = mix(skin, pale, rng_range(rng, 0.25f, 0.65f));
        alpha = 0.70f;
    }
    /* A hair bends: the second half sags towards the ground. */
    float mx = (float)x + 0.55f * dx, my = (float)y + 0.55f * dy;
    canvas_stroke(canvas, (float)x, (float)y, mx, my, width, 0.8f * width, paint, alpha);
    canvas_stroke(canvas, mx, my, (float)x + dx, (float)y + dy + 0.12f * length, 0.8f * width, 0.2f * width,
                  paint, alpha);
}

static void paint_hairs(Canvas *canvas, const Surface *surface, const Canvas *skin, const Light *light,
                        Rng *rng)
{
    /* One hair in every cell of a grid; from the bottom up, so that upper hairs fall over lower ones. */
    int cell = (int)clampf(0.010f * surface->view.zoom, 2.0f, 7.0f);
    for (int y0 = surface->bottom - cell; y0 >= surface->top; y0 -= cell) {
        for (int x0 = surface->left; x0 + cell <= surface->right; x0 += cell) {
            int x = x0 + rng_below(rng, cell), y = y0 + rng_below(rng, cell);
            const Texel *texel = &surface->texels[y * surface->width + x];
            if (!texel->hard && texel->coat.fur > 0.0f)
                hair(canvas, surface, x, y, skin->pixels[y * skin->width + x], light, rng);
        }
    }
}

static void paint_seam(Canvas *canvas, const Surface *surface, const Seam *seam, const Light *light)
{
    View view = surface->view;
    float width = fmaxf(0.5f * seam->width * view.zoom, 0.6f);
    Vec3 paint = tint(seam->thread, light_on(light, vec(0, 0.5f, 0.8f), 0.3f));
    for (int i = 0; i + 1 < seam->count; i++) {
        Vec3 a = seam->points[i], b = seam->points[i + 1];
        float ax = view.x0 + view.zoom * a.x, ay = view.y0 - view.zoom * a.y;
        float bx = view.x0 + view.zoom * b.x, by = view.y0 - view.zoom * b.y;
        int px = (int)(0.5f * (ax + bx)), py = (int)(0.5f * (ay + by));
        if (px < surface->left || px >= surface->right || py < surface->top || py >= surface->bottom)
            continue;
        int pixel = py * surface->width + px;
        if (surface->texels[pixel].hard || surface->depths[pixel] > 0.5f * (a.z + b.z) + 0.03f)
            continue; /* round the back, or under a nose */
        canvas_stroke(canvas, ax, ay, bx, by, width, width, paint, 0.85f);
        if (seam->stitched) {
            float nx = (by - ay) * 0.45f, ny = (ax - bx) * 0.45f;
            canvas_stroke(canvas, ax - nx, ay - ny, ax + nx, ay + ny, width, width, paint, 0.85f);
        }
    }
}

/* Eyes, noses and claws again, over the hairs that fell across them. */
static void paint_hard(Canvas *canvas, const Surface *surface, const Canvas *skin)
{
    for (int y = surface->top; y < surface->bottom; y++)
        for (int x = surface->left; x < surface->right; x++)
            if (surface->texels[y * surface->width + x].hard)
                canvas_blend(canvas, x, y, skin->pixels[y * skin->width + x], 0.85f);
}

bool fur_paint(Canvas *canvas, const Surface *surface, const Body *body, const Light *light, Rng *rng)
{
    Canvas skin;
    float *folds = surface_folds(surface);
    bool ready = canvas_start(&skin, canvas->width, canvas->height) && folds != NULL;
    if (ready) {
        uint32_t seed = (uint32_t)rng_bits(rng);
        paint_skin(&skin, surface, light, folds, seed);
        paint_skin(canvas, surface, light, folds, seed);
        paint_hairs(canvas, surface, &skin, light, rng);
        paint_hard(canvas, surface, &skin);
        for (int i = 0; i < body->seam_count; i++)
            paint_seam(canvas, surface, &body->seams[i], light);
    }
    canvas_free(&skin);
    free(folds);
    return ready;
}
