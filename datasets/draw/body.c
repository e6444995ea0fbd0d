/* Building a body part by part, and asking where its skin is. */
#include "body.h"

#include <stddef.h>

static const Mat3 UPRIGHT = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};

void body_part(Body *body, Frame frame, Vec3 centre, Mat3 turn, Vec3 radii, Vec3 lay, Coat coat)
{
    if (body->count == BODY_PARTS)
        return;
    Mat3 axes = compose(frame.turn, turn);
    axes.x = scale(axes.x, radii.x);
    axes.y = scale(axes.y, radii.y);
    axes.z = scale(axes.z, radii.z);
    body->parts[body->count++] = (Part){.centre = frame_point(frame, centre),
                                        .axes = axes,
                                        .inverse = inverse(axes),
                                        .lay = unit(apply(frame.turn, lay)),
                                        .coat = coat};
}

void body_blob(Body *body, Frame frame, Vec3 centre, Vec3 radii, Vec3 lay, Coat coat)
{
    body_part(body, frame, centre, UPRIGHT, radii, lay, coat);
}

void body_hard(Body *body, Frame frame, Vec3 centre, Vec3 radii, Coat coat)
{
    coat.fur = 0.0f;
    body_part(body, frame, centre, UPRIGHT, radii, vec(0, -1, 0), coat);
    body->parts[body->count - 1].hard = true;
}

void body_limb(Body *body, Frame frame, Vec3 from, Vec3 to, float r0, float r1, Coat coat)
{
    Vec3 along = sub(to, from);
    float length = sqrtf(dot(along, along));
    int balls = 2 + (int)(length / (0.50f * fminf(r0, r1))); /* close enough to melt into one surface */
    if (balls > 40)
        balls = 40;
    for (int i = 0; i < balls; i++) {
        float t = (float)i / (float)(balls - 1);
        float r = mixf(r0, r1, t);
        body_blob(body, frame, mix(from, to, t), vec(r, r, r), along, coat);
    }
}

/* Where the ray leaves the ellipsoid, in multiples of `direction`; negative when it misses. */
static float leaves(const Part *part, Vec3 origin, Vec3 direction)
{
    Vec3 o = apply(part->inverse, sub(origin, part->centre)), d = apply(part->inverse, direction);
    float a = dot(d, d), b = dot(o, d), c = dot(o, o) - 1.0f;
    float inside = b * b - a * c;
    return inside < 0.0f ? -1.0f : (sqrtf(inside) - b) / a;
}

Vec3 body_outermost(const Body *body, int first, int end, Vec3 origin, Vec3 direction)
{
    float farthest = 0.0f;
    for (int i = first; i < end; i++)
        farthest = fmaxf(farthest, leaves(&body->parts[i], origin, direction));
    return add(origin, scale(direction, farthest));
}

Seam *body_seam(Body *body, float width, Vec3 thread, bool stitched)
{
    if (body->seam_count == BODY_SEAMS)
        return NULL;
    Seam *seam = &body->seams[body->seam_count++];
    *seam = (Seam){.width = width, .thread = thread, .stitched = stitched};
    return seam;
}

void body_seam_point(Seam *seam, Vec3 point)
{
    if (seam != NULL && seam->count < SEAM_POINTS)
        seam->points[seam->count++] = point;
}

void body_turn(Body *body, Mat3 turn)
{
    for (int i = 0; i < body->count; i++) {
        Part *part = &body->parts[i];
        part->centre = apply(turn, part->centre);
        part->axes = compose(turn, part->axes);
        part->inverse = inverse(part->axes);
        part->lay = apply(turn, part->lay);
    }
    for (int i = 0; i < body->seam_count; i++)
        for (int j = 0; j < body->seams[i].count; j++)
            body->seams[i].points[j] = apply(turn, body->seams[i].points[j]);
}
