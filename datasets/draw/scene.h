/* The places bears are seen in, behind them and in front of them. */
#ifndef DRAW_SCENE_H
#define DRAW_SCENE_H

#include "canvas.h"
#include "light.h"
#include "rng.h"

typedef enum {
    SCENE_MEADOW,
    SCENE_RIVER,
    SCENE_FOREST,
    SCENE_MOUNTAINS,
    SCENE_SNOW,
    SCENE_CABIN, /* the outdoor scenes end here */
    SCENE_SOFA,
    SCENE_SHELF,
    SCENE_BED,
    SCENE_WINDOW,
    SCENE_KINDS
} SceneKind;

typedef struct {
    SceneKind kind;
    Light light;
    float horizon; /* where the ground ends, pixels from the top */
    float feet;    /* where the subject stands, pixels from the top; may lie below the picture */
    float shadow_left, shadow_right; /* the ground it shades */
} Scene;

/* Out of doors, or (`indoors`) in a house; wild bears come as near as a cabin's wall. */
SceneKind scene_choose(bool indoors, Rng *rng);

/* Everything behind the subject. */
void scene_paint(Canvas *canvas, const Scene *scene, Rng *rng);

/* The shadow on the ground under the subject. */
void scene_shadow(Canvas *canvas, const Scene *scene);

/* What hides a part of the subject: grass, branches, a blanket, a ball. Often nothing. */
void scene_foreground(Canvas *canvas, const Scene *scene, Rng *rng);

/* The two halves of scene_paint. */
void scene_outdoors(Canvas *canvas, const Scene *scene, Rng *rng);
void scene_indoors(Canvas *canvas, const Scene *scene, Rng *rng);

/* Grass blades rooted at height y, `tall` pixels high, `count` of them over the width. */
void scene_grass(Canvas *canvas, const Scene *scene, float y, float tall, int count, Vec3 green, Rng *rng);

#endif
