/* A body as a list of ellipsoids in space (x ahead, y up, z towards its left), with the seams drawn on it. */
#ifndef DRAW_BODY_H
#define DRAW_BODY_H

#include <stdbool.h>

#include "vec.h"

enum { BODY_PARTS = 256, BODY_SEAMS = 16, SEAM_POINTS = 24 };

/* What a surface is made of. Lengths are in body units (a standing bear is about one unit long). */
typedef struct {
    Vec3 albedo; /* colour in linear light */
    float fur;   /* length of a hair; 0: bare */
    float tips;  /* 0..1: how many hairs end pale, the "grizzle" */
    float curl;  /* 0..1: hairs follow the body (0) or point anywhere, as plush does (1) */
    float gloss; /* strength of the highlight */
} Coat;

typedef struct {
    Vec3 centre;
    Mat3 axes;    /* the three half axes */
    Mat3 inverse; /* of axes */
    Vec3 lay;     /* the way hairs lie */
    Coat coat;
    bool hard; /* eyes, noses, claws: a crisp edge against the rest; soft parts melt into each other */
} Part;

typedef struct {
    Vec3 points[SEAM_POINTS];
    int count;
    float width;
    Vec3 thread;
    bool stitched; /* dashes across the line */
} Seam;

typedef struct {
    Part parts[BODY_PARTS];
    int count;
    int head_first, head_end; /* the parts that a portrait must show */
    Seam seams[BODY_SEAMS];
    int seam_count;
} Body;

/* A place and a direction for building: parts are given in the coordinates of their frame. */
typedef struct {
    Vec3 origin;
    Mat3 turn;
} Frame;

static inline Vec3 frame_point(Frame frame, Vec3 point)
{
    return add(frame.origin, apply(frame.turn, point));
}

/* Adds an ellipsoid with half axes `radii`, turned about the frame's own axes by `turn`. The hairs lie along
 * `lay` (frame coordinates). A full body takes no more parts. */
void body_part(Body *body, Frame frame, Vec3 centre, Mat3 turn, Vec3 radii, Vec3 lay, Coat coat);

/* body_part along the frame's axes. */
void body_blob(Body *body, Frame frame, Vec3 centre, Vec3 radii, Vec3 lay, Coat coat);

/* A crisp-edged bare ellipsoid. */
void body_hard(Body *body, Frame frame, Vec3 centre, Vec3 radii, Coat coat);

/* A tapering limb: a row of balls from radius r0 to r1; hairs lie along it. */
void body_limb(Body *body, Frame frame, Vec3 from, Vec3 to, float r0, float r1, Coat coat);

/* The outermost point of parts [first, end) on the ray from `origin` along `direction` (both in space);
 * `origin` itself when no part is hit. */
Vec3 body_outermost(const Body *body, int first, int end, Vec3 origin, Vec3 direction);

/* Starts a seam; NULL when there are too many. body_seam_point adds to it. */
Seam *body_seam(Body *body, float width, Vec3 thread, bool stitched);
void body_seam_point(Seam *seam, Vec3 point);

/* Turns the whole body about the origin. */
void body_turn(Body *body, Mat3 turn);

#endif
