/* The two wild bears, grizzly and black: their proportions, poses and coats. */
#ifndef DRAW_WILD_H
#define DRAW_WILD_H

#include "body.h"
#include "rng.h"

/* What tells the two species apart, in body units or multiples of the head's radius. */
typedef struct {
    float torso;        /* hip to shoulder */
    float girth;        /* radius of the belly */
    float hump;         /* height of the muscle above the shoulder; 0: none */
    float rump;         /* height of the hip above the shoulder */
    float legs;         /* hip to ground */
    float leg_girth;    /* multiple of the usual thickness */
    float head;         /* radius of the skull */
    float cheeks;       /* how far the ruff stands out, in heads */
    float muzzle;       /* length, in heads */
    float muzzle_depth; /* radius where it starts, in heads */
    float dish;         /* 1: brow and upturned nose with a hollow between; 0: one straight line */
    float ear;          /* radius, in heads */
    float ear_stretch;  /* height over width */
    float ear_spread;   /* distance from the middle, in heads */
    float claw;         /* length */
} Anatomy;

/* Colours of one animal, by region. */
typedef struct {
    Coat body, legs, face, muzzle, ear;
    bool chest_patch;
} WildCoat;

/* Builds a grizzly (`black` false) or a black bear in a random pose, facing +x, feet at y = 0. */
void wild_build(Body *body, bool black, Rng *rng);

/* The head, at `frame` (x ahead). */
void wild_head(Body *body, const Anatomy *anatomy, const WildCoat *coat, Frame frame, bool mouth_open);

#endif
