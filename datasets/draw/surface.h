/* A body seen by the camera: for every pixel the nearest surface, its direction and its coat. */
#ifndef DRAW_SURFACE_H
#define DRAW_SURFACE_H

#include "body.h"
#include "canvas.h"

typedef struct {
    float weight; /* sum of the shares below, while they are gathered */
    Vec3 normal;  /* x right, y up, z to the viewer */
    Vec3 lay;     /* the way hairs lie, along the surface */
    Coat coat;
    bool hard;
} Texel;

#define SURFACE_EMPTY (-1e9f)

/* Where the camera puts the body: screen x = x0 + zoom * x, screen y = y0 - zoom * y. */
typedef struct {
    float x0, y0, zoom;
} View;

typedef struct {
    int width, height;
    int left, top, right, bottom; /* pixels outside [left, right) x [top, bottom) are empty */
    View view;
    float *depths; /* towards the viewer, body units; SURFACE_EMPTY where there is no body */
    Texel *texels;
} Surface;

/* The smallest box in body units around parts [first, end): low and high x and y. */
void surface_bounds(const Body *body, int first, int end, Vec3 *low, Vec3 *high);

/* Draws the body, already turned towards the camera. False when memory runs out. surface_free takes a failed
 * surface too. */
bool surface_start(Surface *surface, const Body *body, int width, int height, View view);
void surface_free(Surface *surface);

/* 0 in the open .. 1 deep in a fold between parts, for every pixel of the box; the caller frees it. NULL when
 * memory runs out. */
float *surface_folds(const Surface *surface);

#endif
