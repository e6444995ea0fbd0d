/* Rooms: a sofa, a shelf with books, a bed, a window sill. */
#include "noise.h"
#include "scene.h"

static const uint32_t PAINTS[] = {0xd8cfc0, 0xb8c4c0, 0x8a9a8c, 0xc8b49a,
                                  0x9aa4b4, 0x7a6a5c, 0xb09a90, 0x5c6a70};
static const uint32_t FABRICS[] = {0x8a4a3c, 0x4a5a78, 0x6a7a58, 0x9a8a70,
                                   0x5a4438, 0xa89890, 0x3c3a40, 0x70604c};
static const uint32_t WOODS[] = {0x9a7048, 0x6a4a30, 0xb89468, 0x4a3626, 0x8a6a50};

static Vec3 lit(const Scene *scene, Vec3 paint, float x, float y, float z)
{
    return tint(paint, light_on(&scene->light, unit(vec(x, y, z)), 0.2f));
}

static void wall(Canvas *canvas, const Scene *scene, Rng *rng)
{
    uint32_t seed = (uint32_t)rng_bits(rng);
    Vec3 paint = lit(scene, colour(PAINTS[rng_below(rng, 8)]), 0, 0, 1);
    int pattern = rng_below(rng, 3); /* plain, stripes, dots */
    float pitch = canvas->side * rng_range(rng, 0.06f, 0.14f), strength = rng_range(rng, 0.05f, 0.22f);
    float bright = rng_range(rng, 0.2f, 0.8f) * (float)canvas->width; /* where lamp light falls */
    for (int y = 0; y < canvas->height; y++)
        for (int x = 0; x < canvas->width; x++) {
            float u = (float)x / pitch, v = (float)y / pitch;
            u -= floorf(u), v -= floorf(v);
            float mark = pattern == 1   ? smoothf(0.45f, 0.5f, u) * (1 - smoothf(0.95f, 1.0f, u))
                         : pattern == 2 ? 1 - smoothf(0.2f, 0.25f, sqrtf(square(u - 0.5f) + square(v - 0.5f)))
                                        : 0.0f;
            float away = fabsf((float)x - bright) / canvas->side;
            float stain = noise_layers((float)x / canvas->side * 3, (float)y / canvas->side * 3, 2, seed);
            float shade =
                (1.0f - strength * mark) * (1.1f - 0.35f * fminf(away, 1.0f)) * (0.92f + 0.16f * stain);
            canvas->pixels[y * canvas->width + x] = scale(paint, shade);
        }
}

/* A flat top seen from a little above, from `y` down. */
static void tabletop(Canvas *canvas, const Scene *scene, float y, Vec3 paint, bool grained, Rng *rng)
{
    uint32_t seed = (uint32_t)rng_bits(rng);
    Vec3 top = lit(scene, paint, 0, 1, 0.2f);
    float per_side = 1.0f / canvas->side;
    for (int row = (int)fmaxf(y, 0.0f); row < canvas->height; row++)
        for (int x = 0; x < canvas->width; x++) {
            float grain = grained ? noise_layers((float)x * 3 * per_side, (float)row * 40 * per_side, 2, seed)
                                  : noise_layers((float)x * 9 * per_side, (float)row * 9 * per_side, 3, seed);
            float back = smoothf(0.0f, 0.06f, ((float)row - y) * per_side);
            canvas_blend(canvas, x, row, scale(top, (0.7f + 0.6f * grain) * mixf(0.6f, 1.0f, back)), 1.0f);
        }
}

static void sofa(Canvas *canvas, const Scene *scene, Rng *rng)
{
    Vec3 cloth = colour(FABRICS[rng_below(rng, 8)]);
    float s = canvas->side, w = (float)canvas->width, seat = scene->horizon;
    float high = seat - s * rng_range(rng, 0.35f, 0.6f), split = w * rng_range(rng, 0.2f, 0.8f);
    canvas_box(canvas, -0.2f * s, high, split - 1, seat + 0.1f * s, 0.09f * s, 0.45f,
               lit(scene, cloth, 0, 0.3f, 1));
    canvas_box(canvas, split + 1, high, w + 0.2f * s, seat + 0.1f * s, 0.09f * s, 0.45f,
               lit(scene, cloth, 0, 0.3f, 1));
    tabletop(canvas, scene, seat, cloth, false, rng);
    if (rng_chance(rng, 0.6f)) {
        Vec3 cushion = lit(scene, colour(PAINTS[rng_below(rng, 8)]), 0, 0.3f, 1);
        float x = rng_unit(rng) * w;
        canvas_box(canvas, x - 0.2f * s, seat - 0.28f * s, x + 0.2f * s, seat + 0.06f * s, 0.08f * s, 0.4f,
                   cushion);
    }
    if (rng_chance(rng, 0.5f)) /* the arm rest */
        canvas_box(canvas, -0.2f * s, seat - 0.15f * s, 0.12f * s, seat + s, 0.06f * s, 0.3f,
                   lit(scene, scale(cloth, 0.9f), 0.3f, 0.3f, 0.9f));
}

static void books(Canvas *canvas, const Scene *scene, float board, float tall, Rng *rng)
{
    float x = rng_range(rng, -0.05f, 0.2f) * canvas->side;
    while (x < (float)canvas->width) {
        float thick = canvas->side * rng_range(rng, 0.02f, 0.065f), up = tall * rng_range(rng, 0.6f, 0.92f);
        Vec3 cover =
            rng_chance(rng, 0.5f) ? colour(FABRICS[rng_below(rng, 8)]) : colour(PAINTS[rng_below(rng, 8)]);
        if (rng_chance(rng, 0.85f)) {
            canvas_box(canvas, x, board - up, x + thick - 1, board, 1.5f, 0.3f,
                       lit(scene, cover, 0, 0.1f, 1));
            canvas_box(canvas, x + 0.2f * thick, board - 0.8f * up, x + 0.8f * thick, board - 0.7f * up, 1.0f,
                       0.0f, lit(scene, colour(0xd0c4a0), 0, 0.1f, 1));
        }
        x += thick;
    }
}

static void shelf(Canvas *canvas, const Scene *scene, Rng *rng)
{
    Vec3 wood = colour(WOODS[rng_below(rng, 5)]);
    float s = canvas->side, gap = s * rng_range(rng, 0.5f, 0.8f);
    for (float board = scene->horizon; board > -gap; board -= gap) {
        canvas_box(canvas, 0, board - gap, (float)canvas->width, board, 0, 0.2f,
                   lit(scene, scale(wood, 0.45f), 0, 0, 1));
        books(canvas, scene, board, gap, rng);
        canvas_box(canvas, -s, board - gap, 2 * s, board - gap + 0.045f * s, 0, 0.3f,
                   lit(scene, wood, 0, 0.3f, 1));
    }
    tabletop(canvas, scene, scene->horizon, wood, true, rng);
}

static void bed(Canvas *canvas, const Scene *scene, Rng *rng)
{
    Vec3 sheet = colour(PAINTS[rng_below(rng, 8)]),
         pillow = colour(rng_chance(rng, 0.6f) ? 0xe4e0d8 : 0xa8b4c4);
    float s = canvas->side, w = (float)canvas->width, y = scene->horizon;
    Vec3 board = lit(scene, colour(WOODS[rng_below(rng, 5)]), 0, 0.1f, 1);
    canvas_box(canvas, -s, y - s * rng_range(rng, 0.3f, 0.5f), w + s, y + 0.1f * s, 0, 0.4f, board);
    for (int i = 0; i < 2; i++) {
        float x = w * (0.22f + 0.56f * (float)i) + s * rng_range(rng, -0.1f, 0.1f);
        canvas_box(canvas, x - 0.34f * s, y - 0.24f * s, x + 0.34f * s, y + 0.08f * s, 0.12f * s, 0.35f,
                   lit(scene, pillow, 0, 0.5f, 0.8f));
    }
    tabletop(canvas, scene, y, sheet, false, rng);
    for (int fold = 0; fold < 9; fold++) {
        float x = rng_unit(rng) * w, fy = mixf(y, (float)canvas->height, rng_unit(rng));
        canvas_stroke(canvas, x, fy, x + s * rng_range(rng, -0.3f, 0.3f), fy + 0.1f * s, 0.012f * s,
                      0.003f * s, lit(scene, scale(sheet, 0.6f), 0, 1, 0.2f), 0.35f);
    }
}

static void window(Canvas *canvas, const Scene *scene, Rng *rng)
{
    float s = canvas->side, w = (float)canvas->width, sill = scene->horizon;
    Vec3 frame = lit(scene, colour(rng_chance(rng, 0.6f) ? 0xd8d4cc : WOODS[rng_below(rng, 5)]), 0, 0.2f, 1);
    float left = w * rng_range(rng, -0.1f, 0.25f), right = w * rng_range(rng, 0.7f, 1.1f), top = -0.1f * s;
    Scene outside = *scene;
    outside.kind = SCENE_MEADOW;
    outside.horizon = sill - s * rng_range(rng, 0.05f, 0.25f);
    scene_outdoors(canvas, &outside, rng);
    Vec3 paint = lit(scene, colour(PAINTS[rng_below(rng, 8)]), 0, 0, 1);
    canvas_box(canvas, -s, -s, left, 2 * s, 0, 0, paint);
    canvas_box(canvas, right, -s, w + s, 2 * s, 0, 0, paint);
    float bar = 0.022f * s, middle = 0.5f * (left + right),
          across = mixf(top, sill, rng_range(rng, 0.3f, 0.6f));
    canvas_box(canvas, left - bar, -s, left + bar, sill, 0, 0.1f, frame);
    canvas_box(canvas, right - bar, -s, right + bar, sill, 0, 0.1f, frame);
    canvas_box(canvas, middle - bar, -s, middle + bar, sill, 0, 0.1f, frame);
    canvas_box(canvas, left, across - bar, right, across + bar, 0, 0.1f, frame);
    tabletop(canvas, scene, sill, colour(0xd0c8bc), false, rng);
}

void scene_indoors(Canvas *canvas, const Scene *scene, Rng *rng)
{
    wall(canvas, scene, rng);
    if (scene->kind == SCENE_SOFA)
        sofa(canvas, scene, rng);
    else if (scene->kind == SCENE_SHELF)
        shelf(canvas, scene, rng);
    else if (scene->kind == SCENE_BED)
        bed(canvas, scene, rng);
    else
        window(canvas, scene, rng);
}
