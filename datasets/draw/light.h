/* The light of a picture: where the sun (or lamp) stands and the colours of everything that shines. */
#ifndef DRAW_LIGHT_H
#define DRAW_LIGHT_H

#include "rng.h"
#include "vec.h"

typedef struct {
    Vec3 direction;        /* towards the sun, camera axes (x right, y up, z to the viewer) */
    Vec3 sun;              /* its light */
    Vec3 above, below;     /* light from the sky (or ceiling) and from the ground */
    Vec3 sky_top, sky_low; /* what the sky itself looks like */
    float rim;             /* how brightly fur edges glow against the light */
} Light;

Light light_outdoors(Rng *rng);
Light light_indoors(Rng *rng);

/* Light that reaches a surface facing `normal`; `wrap` lets it creep round the edge, as it does in fur. */
Vec3 light_on(const Light *light, Vec3 normal, float wrap);

#endif
