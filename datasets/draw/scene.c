/* Choosing a place, the shadow on its ground, and what stands between the camera and the subject. */
#include "scene.h"

SceneKind scene_choose(bool indoors, Rng *rng)
{
    if (indoors)
        return SCENE_SOFA + rng_below(rng, SCENE_KINDS - SCENE_SOFA);
    return SCENE_MEADOW + rng_below(rng, SCENE_SOFA - SCENE_MEADOW);
}

void scene_paint(Canvas *canvas, const Scene *scene, Rng *rng)
{
    if (scene->kind < SCENE_SOFA)
        scene_outdoors(canvas, scene, rng);
    else
        scene_indoors(canvas, scene, rng);
}

void scene_shadow(Canvas *canvas, const Scene *scene)
{
    float left = scene->shadow_left, right = scene->shadow_right;
    float middle = 0.5f * (left + right) - 0.12f * (right - left) * scene->light.direction.x;
    float wide = 0.56f * (right - left);
    for (int ring = 0; ring < 2; ring++) /* a wide faint one and a dark core */
        canvas_disc(canvas, middle, scene->feet - 0.02f * wide, wide * (1.15f - 0.3f * (float)ring),
                    wide * (0.26f - 0.08f * (float)ring), 1.0f, vec(0.01f, 0.01f, 0.012f), 0.62f);
}

static void branch(Canvas *canvas, const Scene *scene, Rng *rng)
{
    float s = canvas->side, from = rng_chance(rng, 0.5f) ? -0.02f * s : (float)canvas->width + 0.02f * s;
    float inwards = from < 0.0f ? 1.0f : -1.0f, reach = s * rng_range(rng, 0.25f, 0.6f);
    float y = (float)canvas->height * rng_range(rng, 0.05f, 0.7f), droop = s * rng_range(rng, -0.1f, 0.2f);
    Vec3 lit = light_on(&scene->light, vec(0, 0.6f, 0.8f), 0.3f);
    Vec3 bark = tint(colour(0x4c3a2a), lit), leaf = colour(rng_chance(rng, 0.7f) ? 0x587a34 : 0xa8803a);
    canvas_stroke(canvas, from, y, from + inwards * reach, y + droop, 0.010f * s, 0.003f * s, bark, 1.0f);
    for (int i = 0; i < 34; i++) {
        float t = rng_range(rng, 0.1f, 1.0f), length = s * rng_range(rng, 0.03f, 0.06f);
        float x = from + inwards * reach * t, at = y + droop * t, turn = rng_range(rng, 0.0f, 2.0f * VEC_PI);
        canvas_stroke(canvas, x, at, x + length * cosine(turn), at + length * sine(turn), 0.012f * s,
                      0.003f * s, scale(tint(leaf, lit), rng_range(rng, 0.6f, 1.3f)), 0.95f);
    }
}

static void trunk(Canvas *canvas, const Scene *scene, Rng *rng)
{
    float s = canvas->side, w = (float)canvas->width;
    float x = rng_chance(rng, 0.5f) ? w * rng_range(rng, -0.02f, 0.16f) : w * rng_range(rng, 0.84f, 1.02f);
    float thick = s * rng_range(rng, 0.03f, 0.08f);
    Vec3 bark = tint(colour(0x5a4838), light_on(&scene->light, vec(0.4f, 0, 0.9f), 0.2f));
    canvas_stroke(canvas, x, -s, x, 2 * s, thick, thick, scale(bark, 0.7f), 1.0f);
    canvas_stroke(canvas, x - 0.3f * thick, -s, x - 0.3f * thick, 2 * s, 0.5f * thick, 0.5f * thick, bark,
                  0.7f);
}

/* A ball indoors, a boulder outdoors. */
static void round_thing(Canvas *canvas, const Scene *scene, Rng *rng)
{
    static const uint32_t BALLS[] = {0xb03a34, 0x3a62a8, 0xc8a040, 0x4a8a5a};
    static const uint32_t BOULDERS[] = {0x8a867e, 0x6e6a60, 0x7a6e60, 0x5c5a58};
    bool outdoors = scene->kind < SCENE_SOFA;
    Vec3 paint = colour((outdoors ? BOULDERS : BALLS)[rng_below(rng, 4)]);
    float rx = canvas->side * rng_range(rng, 0.06f, 0.12f), ry = outdoors ? 0.65f * rx : rx;
    float x = rng_unit(rng) * (float)canvas->width, y = fminf(scene->feet, (float)canvas->height) - 0.4f * ry;
    Vec3 low = light_on(&scene->light, vec(0, -0.5f, 0.6f), 0.2f),
         high = light_on(&scene->light, vec(0, 0.7f, 0.6f), 0.2f);
    canvas_disc(canvas, x, y + 0.85f * ry, 1.2f * rx, 0.35f * ry, 1.0f, vec(0, 0, 0), 0.6f);
    canvas_disc(canvas, x, y, rx, ry, 0.0f, tint(paint, low), 1.0f);
    canvas_disc(canvas, x + 0.2f * rx * scene->light.direction.x, y - 0.2f * ry, 0.75f * rx, 0.72f * ry, 1.0f,
                tint(paint, high), 1.0f);
}

/* A fold of blanket, or the edge of the table that the camera looks over. */
static void near_edge(Canvas *canvas, const Scene *scene, Rng *rng)
{
    static const uint32_t CLOTHS[] = {0x8a9ab0, 0xb08a7a, 0xc8c0b0, 0x6a5a4a, 0x5a6a58};
    float s = canvas->side,
          high = fminf(scene->feet, (float)canvas->height) - s * rng_range(rng, 0.01f, 0.07f);
    Vec3 paint = tint(colour(CLOTHS[rng_below(rng, 5)]), light_on(&scene->light, vec(0, 0.6f, 0.7f), 0.2f));
    canvas_box(canvas, -s, high, (float)canvas->width + s, high + s, 0.02f * s, 0.5f, paint);
}

void scene_foreground(Canvas *canvas, const Scene *scene, Rng *rng)
{
    float draw = rng_unit(rng), s = canvas->side;
    bool outdoors = scene->kind < SCENE_SOFA;
    float low = fminf(scene->feet, (float)canvas->height);
    if (outdoors && scene->kind != SCENE_SNOW && rng_chance(rng, 0.45f)) {
        float tall = s * rng_range(rng, 0.05f, 0.14f);
        int count = 30 + rng_below(rng, 60);
        for (int row = 0; row < 4; row++)
            scene_grass(canvas, scene, low + (0.02f + 0.05f * (float)row) * s, tall, count, colour(0x66803c),
                        rng);
    }
    if (outdoors && draw < 0.16f)
        branch(canvas, scene, rng);
    else if (outdoors && draw < 0.24f)
        trunk(canvas, scene, rng);
    else if (draw < 0.34f)
        round_thing(canvas, scene, rng);
    else if (!outdoors && draw > 0.75f)
        near_edge(canvas, scene, rng);
}
