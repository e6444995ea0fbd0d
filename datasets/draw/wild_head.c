/* The head of a wild bear: skull, muzzle, ears, eyes and nose, all measured in multiples of the skull's
 * radius. */
#include "wild.h"

static const Coat BLACK_GLOSS = {.albedo = {0.006f, 0.005f, 0.005f}, .gloss = 0.9f};
static const Coat WET_NOSE = {.albedo = {0.012f, 0.010f, 0.010f}, .gloss = 0.35f};
static const Coat MOUTH = {.albedo = {0.20f, 0.035f, 0.035f}, .gloss = 0.2f};

static const Vec3 BACKWARDS = {-1.0f, -0.35f, 0.0f};

static Vec3 heads(const Anatomy *anatomy, float x, float y, float z)
{
    return scale(vec(x, y, z), anatomy->head);
}

static void muzzle(Body *body, const Anatomy *a, const WildCoat *coat, Frame frame, bool mouth_open)
{
    float tip = 0.75f + a->muzzle, depth = a->muzzle_depth;
    /* A grizzly's muzzle starts low under the brow and turns up; a black bear's runs straight down from the
     * forehead, so its root sits higher and is deeper. */
    Vec3 root = heads(a, 0.55f, mixf(0.06f, -0.22f, a->dish), 0);
    Vec3 middle = heads(a, mixf(0.55f, tip, 0.55f), mixf(-0.10f, -0.36f, a->dish), 0);
    Vec3 end = heads(a, tip, mixf(-0.28f, -0.26f, a->dish), 0);
    float r_root = depth * a->head * mixf(1.18f, 1.0f, a->dish), r_end = 0.31f * a->head;
    float r_middle = mixf(r_root, r_end, 0.62f);
    /* The root still has the face's colour: the mask of a black bear starts below the eyes. */
    body_limb(body, frame, root, mix(root, middle, 0.5f), r_root, mixf(r_root, r_middle, 0.5f), coat->face);
    body_limb(body, frame, mix(root, middle, 0.8f), middle, mixf(r_root, r_middle, 0.8f), r_middle,
              coat->muzzle);
    body_limb(body, frame, middle, end, r_middle, r_end, coat->muzzle);

    float drop = mouth_open ? 0.34f : 0.12f;
    Vec3 jaw_end = heads(a, tip - 0.18f, -0.40f - drop, 0);
    body_limb(body, frame, heads(a, 0.75f, -0.48f, 0), jaw_end, 0.34f * a->head, 0.20f * a->head,
              coat->muzzle);
    if (mouth_open)
        body_hard(body, frame, heads(a, tip - 0.35f, -0.52f, 0), heads(a, 0.42f, 0.13f, 0.20f), MOUTH);
    body_hard(body, frame, heads(a, tip + 0.24f, mixf(-0.16f, -0.12f, a->dish), 0),
              heads(a, 0.15f, 0.16f, 0.21f), WET_NOSE);
}

static void ears(Body *body, const Anatomy *a, const WildCoat *coat, Frame frame)
{
    Coat inside = coat->ear;
    inside.albedo = scale(inside.albedo, 0.45f);
    for (int side = -1; side <= 1; side += 2) {
        float s = (float)side, r = a->ear;
        Vec3 centre = heads(a, -0.20f, 0.66f + 0.55f * r * a->ear_stretch, s * a->ear_spread);
        Mat3 splay = turn_tilt(s * 0.40f);
        body_part(body, frame, centre, splay, heads(a, 0.6f * r, r * a->ear_stretch, r), vec(-0.3f, 1, 0),
                  coat->ear);
        Vec3 hollow = add(centre, heads(a, 0.38f * r, -0.05f * r, 0));
        body_part(body, frame, hollow, splay, heads(a, 0.4f * r, 0.68f * r * a->ear_stretch, 0.62f * r),
                  vec(0, 1, 0), inside);
    }
}

void wild_head(Body *body, const Anatomy *a, const WildCoat *coat, Frame frame, bool mouth_open)
{
    int skull = body->count;
    body->head_first = skull;
    body_blob(body, frame, vec(0, 0, 0), heads(a, 1.0f, 0.92f, 0.96f), BACKWARDS, coat->face);
    body_blob(body, frame, heads(a, 0.42f, 0.34f * a->dish + 0.12f, 0),
              heads(a, 0.5f, 0.38f + 0.08f * a->dish, 0.58f), BACKWARDS, coat->face);
    for (int side = -1; side <= 1; side += 2) {
        Vec3 cheek = heads(a, -0.02f, -0.30f, (float)side * 0.55f * a->cheeks);
        body_blob(body, frame, cheek, heads(a, 0.62f, 0.58f, 0.55f), vec(-0.8f, -0.7f, (float)side * 0.4f),
                  coat->face);
    }
    int face_end = body->count;
    muzzle(body, a, coat, frame, mouth_open);
    ears(body, a, coat, frame);
    for (int side = -1; side <= 1; side += 2) {
        Vec3 look = unit(vec(0.92f, 0.20f + 0.04f * a->dish, (float)side * 0.44f));
        Vec3 skin = body_outermost(body, skull, face_end, frame.origin, apply(frame.turn, look));
        Frame socket = {skin, frame.turn};
        float r = 0.098f * a->head;
        body_hard(body, socket, vec(0, 0, 0), vec(r, r, r), BLACK_GLOSS);
    }
    body->head_end = body->count;
}
