/* Sewing a teddy: stuffed balls for head, belly and limbs, then pads, buttons, threads and a bow. */
#include "teddy.h"

typedef struct {
    Coat plush, pad, snout, ear_inside;
    Vec3 thread;
    float head, ear, belly, limb; /* radii in body units */
    bool big_snout;
} Cut;

static const Frame SPACE = {{0, 0, 0}, {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
static const Vec3 DOWN = {0, -1, 0};

/* Teddies come in every colour a wild bear has, and in some more. */
static Vec3 plush_colour(Rng *rng)
{
    static const uint32_t BROWNS[] = {0xac8250, 0x9c7242, 0x8a5f38, 0x7a5232,
                                      0x6a4529, 0x583a24, 0x46301f, 0x35261b};
    static const uint32_t DARK[] = {0x1a191b, 0x242222, 0x3a261a, 0x2a2422};
    static const uint32_t OTHERS[] = {0xc9a878, 0xe2d6c2, 0xd8a0a8, 0x8c8a88, 0xb9c0c8, 0xd0b090};
    float draw = rng_unit(rng);
    uint32_t shade = draw < 0.36f   ? BROWNS[rng_below(rng, 8)]
                     : draw < 0.44f ? DARK[rng_below(rng, 4)]
                                    : OTHERS[rng_below(rng, 6)];
    return scale(colour(shade), rng_range(rng, 0.85f, 1.2f));
}

static Cut choose_cut(Rng *rng)
{
    Vec3 base = plush_colour(rng);
    float curl = rng_range(rng, 0.55f, 1.0f), pile = rng_range(rng, 0.014f, 0.028f);
    Coat plush = {.albedo = base, .fur = pile, .curl = curl, .gloss = 0.01f};
    Coat pad = plush, snout = plush, ear = plush;
    Vec3 cream = scale(colour(0xd9c29a), rng_range(rng, 0.7f, 1.1f));
    pad.albedo = rng_chance(rng, 0.92f) ? mix(base, cream, rng_range(rng, 0.6f, 1.0f)) : scale(base, 0.5f);
    pad.fur = 0.0f;
    snout.albedo = rng_chance(rng, 0.85f) ? pad.albedo : mix(base, cream, 0.15f);
    snout.fur = 0.5f * pile;
    ear.albedo = rng_chance(rng, 0.90f) ? pad.albedo : scale(base, 0.7f);
    ear.fur = 0.5f * pile;
    Cut cut = {.plush = plush, .pad = pad, .snout = snout, .ear_inside = ear};
    cut.thread = luminance(base) > 0.06f ? colour(0x2a1c14) : colour(0x8a7a68);
    cut.head = rng_range(rng, 0.27f, 0.36f);
    cut.ear = rng_range(rng, 0.10f, 0.145f);
    cut.belly = rng_range(rng, 0.26f, 0.34f);
    cut.limb = rng_range(rng, 0.095f, 0.130f);
    cut.big_snout = rng_chance(rng, 0.9f);
    return cut;
}

/* A seam over parts [first, end): the line where the plane through `centre`, spanned by `from` and `to`,
 * meets the cloth, from one direction to the other. */
static void seam_over(Body *body, int first, int end, Vec3 centre, Vec3 from, Vec3 to, const Cut *cut,
                      bool stitched)
{
    Seam *seam = body_seam(body, 0.007f, cut->thread, stitched);
    for (int i = 0; i < SEAM_POINTS; i++) {
        Vec3 direction = unit(mix(from, to, (float)i / (SEAM_POINTS - 1)));
        body_seam_point(seam, body_outermost(body, first, end, centre, direction));
    }
}

/* A thread across the surface through given directions from `centre`. */
static void thread_through(Body *body, int first, int end, Frame head, const Vec3 *directions, int count,
                           const Cut *cut)
{
    Seam *seam = body_seam(body, 0.011f, scale(cut->thread, 0.6f), false);
    for (int i = 0; i < count; i++) {
        Vec3 direction = unit(apply(head.turn, directions[i]));
        body_seam_point(seam, body_outermost(body, first, end, head.origin, direction));
    }
}

static void face(Body *body, const Cut *cut, Frame head, int first, Rng *rng)
{
    float r = cut->head;
    int end = body->count;
    static const Coat BUTTON = {.albedo = {0.008f, 0.006f, 0.006f}, .gloss = 1.4f};
    static const Coat AMBER = {.albedo = {0.12f, 0.055f, 0.012f}, .gloss = 1.2f};
    bool amber = rng_chance(rng, 0.25f);
    float eye = r * rng_range(rng, 0.125f, 0.165f), spread = rng_range(rng, 0.34f, 0.48f);
    for (int side = -1; side <= 1; side += 2) {
        Vec3 look = unit(vec(0.90f, rng_range(rng, 0.20f, 0.23f), (float)side * spread));
        Vec3 skin = body_outermost(body, first, end, head.origin, apply(head.turn, look));
        Frame socket = {skin, head.turn};
        body_hard(body, socket, vec(0, 0, 0), vec(0.7f * eye, eye, eye), amber ? AMBER : BUTTON);
        if (amber)
            body_hard(body, socket, scale(look, 0.45f * eye), vec(0.5f * eye, 0.55f * eye, 0.55f * eye),
                      BUTTON);
    }
    Vec3 tip = body_outermost(body, first, end, head.origin, apply(head.turn, unit(vec(1.0f, -0.08f, 0))));
    Coat nose = {.albedo = rng_chance(rng, 0.7f) ? colour(0x17120f) : colour(0x5a2a22), .gloss = 0.25f};
    body_hard(body, (Frame){tip, head.turn}, vec(-0.01f, 0.02f, 0), vec(0.22f * r, 0.14f * r, 0.23f * r),
              nose);
    const Vec3 lip[] = {{1, -0.12f, 0}, {1, -0.40f, 0}};
    thread_through(body, first, end, head, lip, 2, cut);
    const Vec3 smile[] = {{1, -0.30f, -0.30f}, {1, -0.42f, -0.20f}, {1, -0.46f, -0.10f}, {1, -0.40f, 0},
                          {1, -0.46f, 0.10f},  {1, -0.42f, 0.20f},  {1, -0.30f, 0.30f}};
    thread_through(body, first, end, head, smile, 7, cut);
}

static void head_and_ears(Body *body, const Cut *cut, Frame head, Rng *rng)
{
    float r = cut->head;
    int first = body->count;
    body->head_first = first;
    body_blob(body, head, vec(0, 0, 0), vec(0.92f * r, 0.92f * r, 1.04f * r), DOWN, cut->plush);
    if (cut->big_snout)
        body_blob(body, head, vec(0.74f * r, -0.24f * r, 0), vec(0.46f * r, 0.38f * r, 0.46f * r), DOWN,
                  cut->snout);
    else
        body_blob(body, head, vec(0.62f * r, -0.18f * r, 0), vec(0.40f * r, 0.36f * r, 0.44f * r), DOWN,
                  cut->plush);
    int face_end = body->count;
    float angle = rng_range(rng, 0.72f, 0.98f); /* from straight up to the side */
    for (int side = -1; side <= 1; side += 2) {
        float reach = 1.02f * r + 0.45f * cut->ear, e = cut->ear;
        Vec3 at = vec(-0.05f * r, cosine(angle) * reach, (float)side * sine(angle) * reach);
        body_blob(body, head, at, vec(0.45f * e, e, e), DOWN, cut->plush);
        body_blob(body, head, add(at, vec(0.30f * e, -0.04f * e, 0)), vec(0.30f * e, 0.68f * e, 0.68f * e),
                  DOWN, cut->ear_inside);
    }
    seam_over(body, first, face_end, head.origin, apply(head.turn, vec(0.9f, 0.35f, 0)),
              apply(head.turn, vec(-0.5f, 1.0f, 0)), cut, false);
    Frame face_frame = head;
    face(body, cut, face_frame, first, rng);
    body->head_end = body->count;
}

static void limb_with_pad(Body *body, const Cut *cut, Vec3 from, Vec3 to, float r0, float r1, bool sole)
{
    body_limb(body, SPACE, from, to, r0, r1, cut->plush);
    Vec3 along = unit(sub(to, from));
    Mat3 turn = {along, unit(cross(vec(0.05f, 0, 1), along)), vec(0, 0, 0)};
    turn.z = cross(turn.x, turn.y);
    Frame end = {to, turn};
    if (sole) {
        body_blob(body, end, vec(0.10f * r1, 0.25f * r1, 0), vec(0.85f * r1, 1.30f * r1, 1.05f * r1), DOWN,
                  cut->plush);
        body_blob(body, end, vec(0.66f * r1, 0.25f * r1, 0), vec(0.38f * r1, 1.0f * r1, 0.78f * r1), DOWN,
                  cut->pad);
    } else {
        body_blob(body, end, vec(0.62f * r1, -0.1f * r1, 0), vec(0.52f * r1, 0.62f * r1, 0.62f * r1), DOWN,
                  cut->pad);
    }
}

static void limbs(Body *body, const Cut *cut, float hip, float shoulder, bool sitting, Rng *rng)
{
    float w = cut->belly, r = cut->limb;
    for (int side = -1; side <= 1; side += 2) {
        float s = (float)side, lift = rng_range(rng, -0.30f, rng_chance(rng, 0.2f) ? 0.45f : 0.05f);
        float forward = rng_range(rng, 0.12f, 0.34f), out = w + rng_range(rng, 0.06f, 0.16f);
        Vec3 hand = vec(forward, shoulder + lift, s * out);
        limb_with_pad(body, cut, vec(0.04f, shoulder, s * 0.72f * w), hand, 1.0f * r, 1.08f * r, false);
        Vec3 joint = vec(0.08f, hip, s * 0.58f * w);
        float stretch = rng_range(rng, 0.42f, 0.52f), spread = s * w * rng_range(rng, 0.8f, 1.2f);
        Vec3 foot = sitting ? vec(stretch, 1.15f * r, spread) : vec(0.10f, 1.1f * r, 0.65f * spread);
        limb_with_pad(body, cut, joint, foot, 1.30f * r, 1.15f * r, true);
    }
}

static void bow(Body *body, Vec3 neck, Rng *rng)
{
    static const uint32_t RIBBONS[] = {0xb02a30, 0x2a5cae, 0x3a8a4a, 0xd8b040, 0x8a4a9a, 0xe0e0dc};
    Coat silk = {.albedo = colour(RIBBONS[rng_below(rng, 6)]), .gloss = 0.25f};
    float size = rng_range(rng, 0.8f, 1.25f);
    for (int side = -1; side <= 1; side += 2) {
        float s = (float)side;
        body_part(body, (Frame){neck, SPACE.turn}, scale(vec(0, 0.01f, s * 0.10f), size),
                  turn_tilt(s * 0.30f), scale(vec(0.045f, 0.065f, 0.095f), size), DOWN, silk);
        body->parts[body->count - 1].hard = true;
        body_part(body, (Frame){neck, SPACE.turn}, scale(vec(0, -0.10f, s * 0.05f), size),
                  turn_tilt(-s * 0.40f), scale(vec(0.02f, 0.095f, 0.035f), size), DOWN, silk);
        body->parts[body->count - 1].hard = true;
    }
    silk.albedo = scale(silk.albedo, 0.7f);
    body_hard(body, (Frame){neck, SPACE.turn}, vec(0.03f * size, 0, 0),
              scale(vec(0.045f, 0.042f, 0.042f), size), silk);
}

void teddy_build(Body *body, Rng *rng)
{
    *body = (Body){0};
    Cut cut = choose_cut(rng);
    bool sitting = rng_chance(rng, 0.65f);
    float height = rng_range(rng, 0.30f, 0.38f); /* half the belly's height */
    float hip = sitting ? 1.35f * cut.limb : rng_range(rng, 0.30f, 0.38f);
    Vec3 belly = vec(0, hip + 0.72f * height, 0);
    float w = cut.belly;
    body_blob(body, SPACE, belly, vec(0.90f * w, height, w), DOWN, cut.plush);
    body_blob(body, SPACE, vec(0.02f, hip + 0.4f * height, 0), vec(0.92f * w, 0.62f * height, 1.05f * w),
              DOWN, cut.plush);
    int torso_end = body->count;
    if (rng_chance(rng, 0.25f)) {
        Coat patch = cut.snout;
        body_blob(body, SPACE, add(belly, vec(0.52f * w, -0.12f * height, 0)),
                  vec(0.46f * w, 0.66f * height, 0.62f * w), DOWN, patch);
    } else {
        seam_over(body, 0, torso_end, belly, vec(0.45f, 1.0f, 0), vec(0.45f, -1.0f, 0), &cut,
                  rng_chance(rng, 0.5f));
    }
    limbs(body, &cut, hip + 0.02f, belly.y + 0.52f * height, sitting, rng);
    Vec3 neck = vec(0.0f, belly.y + 0.90f * height, 0);
    Mat3 lean = turn_tilt(rng_range(rng, -0.22f, 0.22f));
    lean = compose(lean, turn_pitch(rng_range(rng, -0.25f, 0.12f)));
    Frame head = {add(neck, vec(0.03f, 0.72f * cut.head, 0)),
                  compose(turn_yaw(rng_range(rng, -0.3f, 0.3f)), lean)};
    int below = body->count;
    head_and_ears(body, &cut, head, rng);
    if (rng_chance(rng, 0.75f)) {
        Vec3 front = body_outermost(body, 0, below, neck, unit(vec(1, -0.25f, 0)));
        bow(body, add(front, vec(0.02f, 0, 0)), rng);
    }
    /* Toys are put down any which way. */
    Mat3 topple = turn_tilt(0.13f * rng_bell(rng));
    body_turn(body, compose(topple, turn_pitch(rng_range(rng, -0.05f, 0.25f))));
}
