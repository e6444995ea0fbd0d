/* The body of a wild bear: torso, neck and legs in one of five poses. */
#include "wild.h"

/* Compare the columns: hump, rump, dish, ears and claws are what a person looks for. */
static const Anatomy GRIZZLY = {.torso = 0.84f,
                                .girth = 0.30f,
                                .hump = 0.17f,
                                .rump = -0.03f,
                                .legs = 0.50f,
                                .leg_girth = 1.10f,
                                .head = 0.205f,
                                .cheeks = 1.15f,
                                .muzzle = 0.62f,
                                .muzzle_depth = 0.50f,
                                .dish = 1.0f,
                                .ear = 0.30f,
                                .ear_stretch = 0.95f,
                                .ear_spread = 0.80f,
                                .claw = 0.085f};
static const Anatomy BLACK = {.torso = 0.82f,
                              .girth = 0.27f,
                              .hump = 0.0f,
                              .rump = 0.085f,
                              .legs = 0.52f,
                              .leg_girth = 0.90f,
                              .head = 0.18f,
                              .cheeks = 0.85f,
                              .muzzle = 0.82f,
                              .muzzle_depth = 0.50f,
                              .dish = 0.0f,
                              .ear = 0.34f,
                              .ear_stretch = 1.38f,
                              .ear_spread = 0.62f,
                              .claw = 0.03f};

typedef enum { WALKING, GRAZING, SITTING, UPRIGHT, POSES } Pose;

static const Coat CLAW_PALE = {.albedo = {0.36f, 0.29f, 0.19f}, .gloss = 0.3f};
static const Coat CLAW_DARK = {.albedo = {0.03f, 0.03f, 0.03f}, .gloss = 0.3f};

static Coat furred(Vec3 albedo, float fur, float tips, float gloss)
{
    return (Coat){.albedo = albedo, .fur = fur, .tips = tips, .gloss = gloss};
}

static WildCoat grizzly_coat(Rng *rng)
{
    static const uint32_t BROWNS[] = {0xac8250, 0x9c7242, 0x8a5f38, 0x7a5232,
                                      0x6a4529, 0x583a24, 0x46301f, 0x35261b};
    Vec3 brown = colour(BROWNS[rng_below(rng, 8)]);
    brown = scale(brown, rng_range(rng, 0.85f, 1.15f));
    float tips = rng_range(rng, 0.70f, 1.0f), fur = rng_range(rng, 0.055f, 0.080f);
    return (WildCoat){.body = furred(brown, fur, tips, 0.02f),
                      .legs = furred(scale(brown, 0.42f), fur * 0.7f, 0.05f, 0.02f),
                      .face = furred(scale(brown, 1.05f), fur * 0.55f, tips * 0.8f, 0.02f),
                      .muzzle = furred(scale(brown, rng_range(rng, 0.55f, 0.90f)), fur * 0.25f, 0.0f, 0.02f),
                      .ear = furred(scale(brown, 0.8f), fur * 0.4f, 0.2f, 0.0f)};
}

static WildCoat black_coat(Rng *rng)
{
    static const uint32_t RARE[] = {0x33211a, 0x3a251a, 0x46291b, 0x583420}; /* dark brown to cinnamon */
    Vec3 coat = colour(0x1a191b);
    if (rng_chance(rng, 0.06f))
        coat = colour(RARE[rng_below(rng, 4)]);
    coat = scale(coat, rng_range(rng, 0.7f, 1.1f));
    float fur = rng_range(rng, 0.030f, 0.045f);
    Vec3 tan = scale(colour(0xb08a56), rng_range(rng, 0.85f, 1.2f));
    return (WildCoat){.body = furred(coat, fur, 0.0f, 0.14f),
                      .legs = furred(scale(coat, 0.9f), fur * 0.7f, 0.0f, 0.12f),
                      .face = furred(coat, fur * 0.5f, 0.0f, 0.10f),
                      .muzzle = furred(tan, fur * 0.25f, 0.0f, 0.05f),
                      .ear = furred(coat, fur * 0.5f, 0.0f, 0.05f),
                      .chest_patch = rng_chance(rng, 0.30f)};
}

/* A pale V on the breast of some black bears: balls sunk into the skin along two arms. */
static void chest_patch(Body *body, Frame frame, Vec3 chest, float girth)
{
    Coat white = furred(colour(0xd8d0c0), 0.02f, 0.0f, 0.0f);
    int skin = body->count;
    Vec3 centre = frame_point(frame, chest);
    for (int i = -3; i <= 3; i++) {
        Vec3 away = unit(vec(1.0f, -0.75f + 0.16f * fabsf((float)i), 0.13f * (float)i));
        Vec3 at = body_outermost(body, 0, skin, centre, apply(frame.turn, away));
        float r = girth * (0.19f - 0.025f * fabsf((float)i));
        body_blob(body, (Frame){at, frame.turn}, scale(away, -0.55f * r), vec(r, r, r), vec(-0.4f, -1, 0),
                  white);
    }
}

/* Torso in its own frame: the hip at the origin, the shoulder at (torso, 0, 0). */
static void torso(Body *body, const Anatomy *a, const WildCoat *coat, Frame frame)
{
    Vec3 back = vec(-1.0f, -0.45f, 0.0f);
    float t = a->torso, g = a->girth;
    body_blob(body, frame, vec(-0.03f, a->rump, 0), vec(0.95f * g, 0.98f * g, 0.92f * g), back, coat->body);
    body_blob(body, frame, vec(0.24f * t, 0.5f * a->rump - 0.02f, 0), vec(g, 0.98f * g, 0.98f * g), back,
              coat->body);
    body_blob(body, frame, vec(0.52f * t, 0.30f * a->rump - 0.02f, 0), vec(1.35f * g, 1.0f * g, g), back,
              coat->body);
    body_blob(body, frame, vec(0.92f * t, 0, 0), vec(1.0f * g, 1.0f * g, 0.92f * g), back, coat->body);
    body_blob(body, frame, vec(-0.93f * g - 0.04f, a->rump + 0.02f, 0), vec(0.05f, 0.07f, 0.05f),
              vec(0, -1, 0), coat->body);
    if (a->hump > 0.0f) {
        Vec3 top = vec(0.88f * t, 0.54f * g + a->hump, 0);
        body_limb(body, frame, vec(0.55f * t, 0.42f * g, 0), top, 0.60f * g, 0.50f * g, coat->body);
        body_limb(body, frame, top, vec(t + 0.16f, 0.45f * g, 0), 0.50f * g, 0.52f * g, coat->body);
    }
    if (coat->chest_patch)
        chest_patch(body, frame, vec(0.92f * t, 0, 0), g);
}

static void paw(Body *body, const Anatomy *a, const WildCoat *coat, Vec3 ankle, Rng *rng)
{
    Frame frame = {ankle, turn_yaw(rng_range(rng, -0.25f, 0.25f))};
    float g = a->leg_girth;
    body_blob(body, frame, vec(0.06f, 0, 0), scale(vec(0.135f, 0.062f, 0.095f), g), vec(1, -0.3f, 0),
              coat->legs);
    Coat horn = a->claw > 0.05f ? CLAW_PALE : CLAW_DARK;
    for (int toe = -2; toe <= 2; toe++) {
        Vec3 at = vec(0.06f + 0.125f * g + 0.35f * a->claw - 0.008f * (float)(toe * toe), -0.022f,
                      0.034f * g * (float)toe);
        body_hard(body, frame, at, vec(0.62f * a->claw, 0.016f, 0.012f), horn);
    }
}

/* A leg of two bones; the ankle is given, the knee bends by `bend` (ahead when positive). */
static void leg(Body *body, const Anatomy *a, const WildCoat *coat, Vec3 top, Vec3 ankle, float bend,
                float thick, Rng *rng)
{
    static const Frame SPACE = {{0, 0, 0}, {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
    float g = a->leg_girth * thick;
    Vec3 knee = add(mix(top, ankle, 0.52f), vec(bend, 0, 0));
    Coat upper = coat->body;
    upper.albedo = mix(coat->body.albedo, coat->legs.albedo, 0.45f);
    upper.tips *= 0.4f;
    body_limb(body, SPACE, top, knee, 0.175f * g, 0.120f * g, upper);
    body_limb(body, SPACE, knee, ankle, 0.115f * g, 0.085f * g, coat->legs);
    paw(body, a, coat, ankle, rng);
}

static void legs(Body *body, const Anatomy *a, const WildCoat *coat, Pose pose, Frame frame, Rng *rng)
{
    float ground = 0.06f, width = 0.55f * a->girth;
    float stride = rng_range(rng, 0.02f, 0.24f);
    if (rng_chance(rng, 0.5f))
        stride = -stride;
    float reach = rng_range(rng, 0.0f, 1.0f);
    for (int side = -1; side <= 1; side += 2) {
        float s = (float)side;
        Vec3 hip = frame_point(frame, vec(0.0f, a->rump - 0.10f, s * width));
        Vec3 shoulder = frame_point(frame, vec(a->torso, -0.12f, s * width));
        Vec3 hind, fore;
        if (pose == SITTING) {
            hind = vec(hip.x + 0.46f, ground, s * (width + rng_range(rng, 0.06f, 0.16f)));
            fore = rng_chance(rng, 0.6f) ? vec(shoulder.x + 0.10f, ground, s * width)
                                         : vec(shoulder.x + 0.30f, 0.34f, s * width * 1.2f);
        } else if (pose == UPRIGHT) {
            hind = vec(hip.x + 0.02f, ground, s * (width + 0.03f));
            fore = vec(shoulder.x + mixf(0.12f, 0.34f, reach), shoulder.y - mixf(0.46f, 0.22f, reach),
                       s * width * 1.25f);
        } else {
            hind = vec(hip.x - 0.03f + s * stride, ground, hip.z);
            fore = vec(shoulder.x - s * stride, ground, shoulder.z);
        }
        leg(body, a, coat, hip, hind, pose == SITTING ? 0.02f : 0.07f, 1.12f, rng);
        leg(body, a, coat, shoulder, fore, pose == UPRIGHT || pose == SITTING ? -0.08f : -0.03f, 1.0f, rng);
    }
}

static Anatomy individual(const Anatomy *species, Rng *rng)
{
    Anatomy a = *species;
    a.girth = rng_vary(rng, a.girth, 0.10f);
    a.legs = rng_vary(rng, a.legs, 0.08f);
    a.leg_girth = rng_vary(rng, a.leg_girth, 0.08f);
    a.head = rng_vary(rng, a.head, 0.10f);
    a.hump = rng_vary(rng, a.hump, 0.20f);
    a.muzzle = rng_vary(rng, a.muzzle, 0.10f);
    a.ear = rng_vary(rng, a.ear, 0.10f);
    return a;
}

static Pose choose_pose(Rng *rng)
{
    float draw = rng_unit(rng);
    return draw < 0.48f ? WALKING : draw < 0.64f ? GRAZING : draw < 0.84f ? SITTING : UPRIGHT;
}

void wild_build(Body *body, bool black, Rng *rng)
{
    *body = (Body){0};
    Anatomy a = individual(black ? &BLACK : &GRIZZLY, rng);
    WildCoat coat = black ? black_coat(rng) : grizzly_coat(rng);
    Pose pose = choose_pose(rng);
    float rise = 0.0f, hip_height = a.legs + 0.06f, nod = rng_range(rng, -0.30f, 0.15f);
    if (pose == SITTING) {
        rise = rng_range(rng, 0.85f, 1.20f);
        hip_height = a.girth * 0.95f;
    } else if (pose == UPRIGHT) {
        rise = rng_range(rng, 1.25f, 1.50f);
    } else if (pose == GRAZING) {
        nod = rng_range(rng, -1.0f, -0.6f);
    }
    a.hump *= 1.0f - 0.35f * rise; /* the shoulder blades sink when the weight is off the forelegs */
    Frame frame = {vec(0, hip_height, 0), turn_pitch(rise)};
    torso(body, &a, &coat, frame);
    legs(body, &a, &coat, pose, frame, rng);

    /* The neck leaves the shoulder ahead and up; the head keeps level whatever the torso does. */
    static const Frame SPACE = {{0, 0, 0}, {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
    float lift =
        pose == GRAZING ? rng_range(rng, -0.75f, -0.35f) : rng_range(rng, 0.05f, 0.50f) + 0.45f * rise;
    Vec3 base = frame_point(frame, vec(a.torso + 0.08f, 0.10f, 0));
    Vec3 crown = add(base, scale(vec(cosine(lift), sine(lift), 0), 0.34f + 0.1f * a.girth));
    body_limb(body, SPACE, base, crown, 0.80f * a.girth, 0.92f * a.head, coat.body);
    Frame head = {crown, compose(turn_yaw(rng_range(rng, -0.5f, 0.5f)), turn_pitch(nod))};
    wild_head(body, &a, &coat, head, rng_chance(rng, 0.12f));
}
