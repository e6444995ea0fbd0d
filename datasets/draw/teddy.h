/* The teddy bear: plush, stuffed, sewn. */
#ifndef DRAW_TEDDY_H
#define DRAW_TEDDY_H

#include "body.h"
#include "rng.h"

/* Builds a teddy in a random pose, facing +x, resting on y = 0. */
void teddy_build(Body *body, Rng *rng);

#endif
