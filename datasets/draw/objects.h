/* Things that are no bears, for people to find among the faults. */
#ifndef DRAW_OBJECTS_H
#define DRAW_OBJECTS_H

#include "body.h"
#include "rng.h"

/* Builds a rock, a chair, a mug or a cactus, standing on y = 0. */
void objects_build(Body *body, Rng *rng);

#endif
