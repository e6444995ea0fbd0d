/* A rock, a chair, a mug, a cactus. */
#include "objects.h"

static const Frame SPACE = {{0, 0, 0}, {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
static const Vec3 UP = {0, 1, 0};

static Coat bare(uint32_t rgb, float gloss)
{
    return (Coat){.albedo = colour(rgb), .gloss = gloss};
}

static void rock(Body *body, Rng *rng)
{
    Coat stone = bare(rng_chance(rng, 0.5f) ? 0x8a867e : 0x6a625a, 0.02f);
    for (int i = 0; i < 14; i++) {
        float x = rng_range(rng, -0.4f, 0.4f), y = rng_range(rng, 0.10f, 0.35f),
              z = rng_range(rng, -0.3f, 0.3f);
        float r = rng_range(rng, 0.15f, 0.32f);
        stone.albedo = scale(colour(0x7c766e), rng_range(rng, 0.7f, 1.2f));
        body_part(body, SPACE, vec(x, y, z), turn_pitch(rng_range(rng, -1, 1)), vec(1.3f * r, 0.7f * r, r),
                  UP, stone);
    }
}

static void chair(Body *body, Rng *rng)
{
    Coat wood = bare(rng_chance(rng, 0.5f) ? 0x8a5a34 : 0xb8a488, 0.15f);
    for (int side = -1; side <= 1; side += 2) {
        float z = 0.24f * (float)side;
        body_limb(body, SPACE, vec(-0.24f, 0, z), vec(-0.28f, 0.5f, z), 0.035f, 0.035f, wood);
        body_limb(body, SPACE, vec(-0.28f, 0.5f, z), vec(-0.34f, 1.05f, z), 0.035f, 0.03f, wood);
        body_limb(body, SPACE, vec(0.26f, 0, z), vec(0.24f, 0.5f, z), 0.035f, 0.035f, wood);
    }
    for (int bar = 0; bar < 3; bar++) {
        float y = 0.66f + 0.17f * (float)bar, x = -0.28f - 0.11f * (y - 0.5f);
        body_limb(body, SPACE, vec(x, y, -0.24f), vec(x, y, 0.24f), 0.03f, 0.03f, wood);
    }
    body_blob(body, SPACE, vec(0, 0.51f, 0), vec(0.34f, 0.045f, 0.31f), UP, wood);
}

static void mug(Body *body, Rng *rng)
{
    static const uint32_t GLAZES[] = {0xc8c4bc, 0x3a5a8a, 0xa84a3a, 0x4a7a5a};
    Coat glaze = bare(GLAZES[rng_below(rng, 4)], 0.5f);
    for (int ring = 0; ring < 12; ring++)
        body_blob(body, SPACE, vec(0, 0.08f + 0.055f * (float)ring, 0), vec(0.30f, 0.08f, 0.30f), UP, glaze);
    body_hard(body, SPACE, vec(0, 0.76f, 0), vec(0.26f, 0.025f, 0.26f), bare(0x2a1a10, 0.3f));
    for (int i = 0; i < 11; i++) {
        float turn = VEC_PI * (float)i / 10.0f;
        Vec3 at = vec(0.28f + 0.20f * sine(turn), 0.40f + 0.20f * cosine(turn), 0.0f);
        body_blob(body, SPACE, at, vec(0.045f, 0.045f, 0.045f), UP, glaze);
    }
}

static void cactus(Body *body, Rng *rng)
{
    Coat green = bare(0x4a7a44, 0.05f);
    float arm = rng_range(rng, 0.45f, 0.65f);
    body_limb(body, SPACE, vec(0, 0.25f, 0), vec(0, 0.95f, 0), 0.14f, 0.12f, green);
    body_limb(body, SPACE, vec(0, arm, 0), vec(0, arm + 0.03f, 0.28f), 0.08f, 0.08f, green);
    body_limb(body, SPACE, vec(0, arm + 0.03f, 0.28f), vec(0, arm + 0.28f, 0.30f), 0.08f, 0.07f, green);
    body_limb(body, SPACE, vec(0, 0.04f, 0), vec(0, 0.24f, 0), 0.17f, 0.22f, bare(0xa85a3a, 0.1f));
}

void objects_build(Body *body, Rng *rng)
{
    static void (*const KINDS[])(Body *, Rng *) = {rock, chair, mug, cactus};
    *body = (Body){0};
    KINDS[rng_below(rng, 4)](body, rng);
    body_turn(body, turn_yaw(rng_range(rng, 0.0f, 2.0f * VEC_PI)));
}
