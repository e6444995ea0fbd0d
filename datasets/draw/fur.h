/* Painting a body onto the picture: shading, hair by hair fur, seams. */
#ifndef DRAW_FUR_H
#define DRAW_FUR_H

#include "canvas.h"
#include "light.h"
#include "rng.h"
#include "surface.h"

/* Paints the surface of `body` over the canvas. False when memory runs out. */
bool fur_paint(Canvas *canvas, const Surface *surface, const Body *body, const Light *light, Rng *rng);

#endif
