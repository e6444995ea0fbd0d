/* Sky, mountains, forest, river, meadow, snow, and the wall of a cabin. */
#include "noise.h"
#include "scene.h"

static void sky(Canvas *canvas, const Scene *scene, Rng *rng)
{
    uint32_t seed = (uint32_t)rng_bits(rng);
    float cloudy = rng_range(rng, 0.0f, 0.7f), per_side = 1.0f / canvas->side;
    for (int y = 0; y < canvas->height && (float)y < scene->horizon + 2.0f; y++) {
        Vec3 plain =
            mix(scene->light.sky_top, scene->light.sky_low, clampf((float)y / scene->horizon, 0.0f, 1.0f));
        for (int x = 0; x < canvas->width; x++) {
            float cloud = noise_layers((float)x * 2.5f * per_side, (float)y * 7.0f * per_side, 3, seed);
            canvas->pixels[y * canvas->width + x] =
                mix(plain, scale(scene->light.sky_low, 1.1f), cloudy * smoothf(0.45f, 0.75f, cloud));
        }
    }
}

/* A skyline: everything between it and the horizon takes the colour `rock`, hazier with `haze`. */
static void ridge(Canvas *canvas, const Scene *scene, float height, float rough, Vec3 rock, float haze,
                  bool snowcap, Rng *rng)
{
    uint32_t seed = (uint32_t)rng_bits(rng);
    float per_side = 1.0f / canvas->side;
    Vec3 base = mix(rock, scene->light.sky_low, haze);
    Vec3 cap = mix(scale(colour(0xf0f2f6), 0.9f), scene->light.sky_low, haze);
    for (int x = 0; x < canvas->width; x++) {
        float top =
            scene->horizon - height * canvas->side * noise_layers((float)x * rough * per_side, 0.5f, 5, seed);
        for (int y = (int)fmaxf(top, 0.0f); y < canvas->height && (float)y < scene->horizon + 1.0f; y++) {
            float grain = noise_layers((float)x * 14 * per_side, (float)y * 9 * per_side, 3, seed + 7);
            float deep = ((float)y - top) * per_side;
            Vec3 paint = snowcap && deep < 0.10f * grain ? cap : scale(base, 0.8f + 0.4f * grain);
            canvas_blend(canvas, x, y, paint, clampf((float)y - top, 0.0f, 1.0f));
        }
    }
}

/* A conifer: layers of drooping branches, narrow above and wide below. */
static void conifer(Canvas *canvas, float x, float foot, float tall, Vec3 green, Rng *rng)
{
    float width = tall * rng_range(rng, 0.16f, 0.24f);
    canvas_stroke(canvas, x, foot - tall, x, foot, 0.006f * tall, 0.025f * tall,
                  scale(colour(0x4a3a2c), 0.6f), 1.0f);
    enum { TIERS = 13 };
    for (int tier = 0; tier < TIERS; tier++) {
        float t = (float)(tier + 1) / TIERS, y = foot - tall * (1.0f - 0.88f * t);
        for (int side = -1; side <= 1; side += 2) {
            float reach = (float)side * width * t * rng_range(rng, 0.75f, 1.15f);
            Vec3 paint = scale(green, rng_range(rng, 0.7f, 1.2f));
            canvas_stroke(canvas, x, y - 0.03f * tall, x + reach, y + 0.05f * tall, 0.035f * tall,
                          0.008f * tall, paint, 0.95f);
        }
    }
}

static void treeline(Canvas *canvas, const Scene *scene, float tall, int count, float haze, Rng *rng)
{
    static const uint32_t GREENS[] = {0x2c4030, 0x344a2e, 0x3c4a34, 0x4a5030};
    Vec3 green = tint(colour(GREENS[rng_below(rng, 4)]), light_on(&scene->light, vec(0, 0.5f, 0.8f), 0.2f));
    green = mix(green, scene->light.sky_low, haze);
    for (int i = 0; i < count; i++) {
        float x = rng_range(rng, -0.05f, 1.05f) * (float)canvas->width;
        float foot = scene->horizon + rng_range(rng, 0.0f, 0.03f) * canvas->side;
        conifer(canvas, x, foot, tall * canvas->side * rng_range(rng, 0.6f, 1.2f), green, rng);
    }
}

/* Dark bushes that close the view between the trees of a forest. */
static void undergrowth(Canvas *canvas, const Scene *scene, Rng *rng)
{
    Vec3 lit = light_on(&scene->light, vec(0, 0.5f, 0.8f), 0.2f);
    for (int i = 0; i < 60; i++) {
        Vec3 leaf = mix(scale(colour(0x3a4630), rng_range(rng, 0.6f, 1.2f)), colour(0x6a5a3c), 0.3f);
        float r = canvas->side * rng_range(rng, 0.06f, 0.14f);
        canvas_disc(canvas, rng_unit(rng) * (float)canvas->width, scene->horizon, r, r, 0.3f, tint(leaf, lit),
                    0.9f);
    }
}

/* Tall trunks that run out of the picture. */
static void trunks(Canvas *canvas, const Scene *scene, int count, Rng *rng)
{
    static const uint32_t BARKS[] = {0x5a4636, 0x6e5a48, 0x8a8078, 0x4a3c30};
    Vec3 lit = light_on(&scene->light, vec(0.5f, 0.0f, 0.8f), 0.2f);
    for (int i = 0; i < count; i++) {
        float far = (float)(count - i) / (float)count; /* the nearest is drawn last */
        float x = rng_unit(rng) * (float)canvas->width, lean = rng_range(rng, -0.05f, 0.05f) * canvas->side;
        float thick = canvas->side * mixf(0.055f, 0.010f, far) * rng_range(rng, 0.7f, 1.3f);
        float foot = scene->horizon + (1.0f - far) * 0.10f * canvas->side;
        Vec3 bark = mix(tint(colour(BARKS[rng_below(rng, 4)]), lit), scene->light.sky_low, 0.35f * far);
        canvas_stroke(canvas, x + lean, -0.1f * canvas->side, x, foot, 0.7f * thick, thick, bark, 1.0f);
        canvas_stroke(canvas, x + lean + 0.45f * thick, -0.1f * canvas->side, x + 0.45f * thick, foot,
                      0.2f * thick, 0.3f * thick, scale(bark, 0.6f), 0.6f);
    }
}

void scene_grass(Canvas *canvas, const Scene *scene, float y, float tall, int count, Vec3 green, Rng *rng)
{
    Vec3 lit = light_on(&scene->light, vec(0, 0.8f, 0.5f), 0.3f);
    for (int i = 0; i < count; i++) {
        float x = rng_range(rng, -0.05f, 1.05f) * (float)canvas->width,
              up = tall * rng_range(rng, 0.5f, 1.2f);
        float lean = up * rng_range(rng, -0.45f, 0.45f), root = y + 0.25f * tall * rng_unit(rng);
        Vec3 blade = tint(mix(green, colour(0xb8a868), 0.5f * square(rng_unit(rng))), lit);
        blade = scale(blade, rng_range(rng, 0.6f, 1.3f));
        float r = clampf(0.035f * up, 0.6f, 3.0f);
        canvas_stroke(canvas, x, root, x + 0.4f * lean, root - 0.6f * up, r, 0.7f * r, blade, 0.9f);
        canvas_stroke(canvas, x + 0.4f * lean, root - 0.6f * up, x + lean, root - up, 0.7f * r, 0.15f * r,
                      blade, 0.9f);
    }
}

/* Ground from the horizon down: patches of two colours, coarser towards the viewer. */
static void ground(Canvas *canvas, const Scene *scene, Vec3 one, Vec3 other, Rng *rng)
{
    uint32_t seed = (uint32_t)rng_bits(rng);
    Vec3 lit = light_on(&scene->light, vec(0, 1, 0.2f), 0.2f);
    float depth = fmaxf((float)canvas->height - scene->horizon, 1.0f);
    for (int y = (int)fmaxf(scene->horizon, 0.0f); y < canvas->height; y++) {
        float near = ((float)y - scene->horizon) / depth;
        float grain = 1.0f / (canvas->side * (0.02f + 0.10f * near));
        for (int x = 0; x < canvas->width; x++) {
            float patch = noise_layers((float)x * grain, (float)y * grain * 2.5f, 3, seed);
            Vec3 paint = tint(mix(one, other, smoothf(0.3f, 0.7f, patch)), lit);
            canvas->pixels[y * canvas->width + x] =
                mix(paint, scene->light.sky_low, 0.3f * (1 - near) * (1 - near));
        }
    }
}

static void water(Canvas *canvas, const Scene *scene, float from, float to, Rng *rng)
{
    uint32_t seed = (uint32_t)rng_bits(rng);
    float per_side = 1.0f / canvas->side;
    Vec3 deep = tint(colour(0x4a6a70), scene->light.above);
    for (int y = (int)fmaxf(from, 0.0f); y < canvas->height && (float)y < to; y++)
        for (int x = 0; x < canvas->width; x++) {
            float near = ((float)y - from) / (to - from) + 0.1f;
            float ripple =
                noise_layers((float)x * 9 * per_side, (float)y * 45 * per_side / (0.4f + near), 3, seed);
            float glint = smoothf(0.50f, 0.72f, ripple);
            canvas->pixels[y * canvas->width + x] = mix(deep, scene->light.sky_low, 0.15f + 0.7f * glint);
        }
}

static void stones(Canvas *canvas, const Scene *scene, int count, Rng *rng)
{
    for (int i = 0; i < count; i++) {
        float near = rng_unit(rng), y = mixf(scene->horizon + 4.0f, (float)canvas->height, near);
        float r = canvas->side * mixf(0.008f, 0.05f, near) * rng_range(rng, 0.5f, 1.4f);
        float x = rng_unit(rng) * (float)canvas->width;
        Vec3 grey = scale(colour(0x8a867e), rng_range(rng, 0.6f, 1.2f));
        Vec3 lit = light_on(&scene->light, vec(0, 0.9f, 0.3f), 0.2f);
        canvas_disc(canvas, x, y, 1.3f * r, 0.8f * r, 0.1f, scale(tint(grey, lit), 0.5f), 1.0f);
        canvas_disc(canvas, x, y - 0.15f * r, 1.2f * r, 0.6f * r, 0.5f, tint(grey, lit), 1.0f);
    }
}

static void cabin_wall(Canvas *canvas, const Scene *scene, Rng *rng)
{
    static const uint32_t WOODS[] = {0x7a5a3c, 0x8c7458, 0x6a5040, 0x9a8468};
    uint32_t seed = (uint32_t)rng_bits(rng);
    Vec3 wood = colour(WOODS[rng_below(rng, 4)]), lit = light_on(&scene->light, vec(0, 0.2f, 1.0f), 0.2f);
    float plank = canvas->side * rng_range(rng, 0.09f, 0.15f), per_side = 1.0f / canvas->side;
    for (int y = 0; y < canvas->height && (float)y < scene->horizon + 1.0f; y++) {
        float row = floorf((float)y / plank), within = (float)y / plank - row;
        float shadow = smoothf(0.0f, 0.10f, within) * (0.85f + 0.15f * smoothf(0.0f, 0.9f, within));
        for (int x = 0; x < canvas->width; x++) {
            float grain =
                noise_layers((float)x * 3 * per_side + row * 17.0f, (float)y * 50 * per_side, 2, seed);
            canvas->pixels[y * canvas->width + x] = scale(tint(wood, lit), shadow * (0.65f + 0.6f * grain));
        }
    }
}

void scene_outdoors(Canvas *canvas, const Scene *scene, Rng *rng)
{
    static const uint32_t FIELDS[] = {0x6a8a3c, 0x7a8a4a, 0x9a9250, 0x5a7a3a, 0xa89a5a};
    Vec3 field = colour(FIELDS[rng_below(rng, 5)]), other = scale(field, rng_range(rng, 0.5f, 0.8f));
    sky(canvas, scene, rng);
    if (scene->kind != SCENE_CABIN && rng_chance(rng, scene->kind == SCENE_MOUNTAINS ? 1.0f : 0.4f)) {
        ridge(canvas, scene, rng_range(rng, 0.35f, 0.7f), 2.0f, colour(0x6a7080), 0.5f, true, rng);
        ridge(canvas, scene, rng_range(rng, 0.15f, 0.35f), 3.5f, colour(0x4a5a50), 0.3f, false, rng);
    }
    if (scene->kind == SCENE_SNOW) {
        field = colour(0xe6eaf0), other = colour(0xc4ccd8);
    } else if (scene->kind == SCENE_MOUNTAINS || scene->kind == SCENE_RIVER) {
        if (rng_chance(rng, 0.6f))
            field = colour(0x9a9284), other = colour(0x6e6a60);
    } else if (scene->kind == SCENE_FOREST) {
        field = colour(0x6a5a3c), other = colour(0x564c34);
    }
    if (scene->kind == SCENE_CABIN) {
        cabin_wall(canvas, scene, rng);
    } else if (scene->kind == SCENE_FOREST) {
        undergrowth(canvas, scene, rng);
        treeline(canvas, scene, 0.7f, 30, 0.12f, rng);
    } else {
        int trees = rng_below(rng, 36);
        treeline(canvas, scene, rng_range(rng, 0.12f, 0.3f), trees, 0.2f, rng);
    }
    ground(canvas, scene, field, other, rng);
    if (scene->kind == SCENE_FOREST)
        trunks(canvas, scene, 4 + rng_below(rng, 8), rng);
    float depth = (float)canvas->height - scene->horizon;
    if (scene->kind == SCENE_RIVER)
        water(canvas, scene, scene->horizon + 0.15f * depth,
              scene->horizon + rng_range(rng, 0.5f, 1.2f) * depth, rng);
    if (scene->kind == SCENE_RIVER || scene->kind == SCENE_MOUNTAINS)
        stones(canvas, scene, 12 + rng_below(rng, 30), rng);
    if (scene->kind == SCENE_MEADOW || scene->kind == SCENE_CABIN)
        for (int row = 1; row <= 8; row++) {
            float near = (float)row / 8.0f;
            scene_grass(canvas, scene, scene->horizon + near * depth, canvas->side * mixf(0.02f, 0.08f, near),
                        90, field, rng);
        }
}
