/* A picture in linear light, and the anti-aliased marks that are made on it: strokes, discs, boxes, blurs. */
#ifndef DRAW_CANVAS_H
#define DRAW_CANVAS_H

#include <stdbool.h>
#include <stdint.h>

#include "vec.h"

/* x grows to the right, y downwards; `side` is the short side in pixels, the unit that scenes measure in. */
typedef struct {
    int width, height;
    float side;
    Vec3 *pixels;
} Canvas;

/* False when memory runs out; canvas_free takes a canvas that failed to start too. */
bool canvas_start(Canvas *canvas, int width, int height);
void canvas_free(Canvas *canvas);

/* Lays `paint` over one pixel; points outside the canvas are left out. */
void canvas_blend(Canvas *canvas, int x, int y, Vec3 paint, float alpha);

/* A straight stroke whose half width goes from r0 to r1 pixels. */
void canvas_stroke(Canvas *canvas, float x0, float y0, float x1, float y1, float r0, float r1, Vec3 paint,
                   float alpha);

/* An ellipse; `soft` is the part of its radius that fades out (0: a crisp edge, 1: all of it). */
void canvas_disc(Canvas *canvas, float cx, float cy, float rx, float ry, float soft, Vec3 paint, float alpha);

/* A box with rounded corners, lit from above: the lower edge is `fall` darker than the upper. */
void canvas_box(Canvas *canvas, float x0, float y0, float x1, float y1, float round, float fall, Vec3 paint);

/* Averages every pixel with its neighbours; `radius` in pixels, three passes of a box for a bell shape. */
bool canvas_blur(Canvas *canvas, float radius);

/* Averages along a direction: the camera moved by (dx, dy) pixels. */
bool canvas_smear(Canvas *canvas, float dx, float dy);

/* Every `factor` x `factor` block of `from` becomes one pixel of `to`. */
void canvas_shrink(Canvas *to, const Canvas *from, int factor);

/* The way back: `to` is `factor` times as large as `from`; values between pixels are interpolated. */
void canvas_enlarge(Canvas *to, const Canvas *from, int factor);

#endif
