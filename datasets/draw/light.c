/* Day, overcast, dusk and backlight out of doors; lamp and window within. */
#include "light.h"

Light light_outdoors(Rng *rng)
{
    float height = rng_range(rng, 0.25f, 1.0f), side = rng_range(rng, -1.0f, 1.0f), draw = rng_unit(rng);
    Light light = {.direction = unit(vec(side, height, rng_range(rng, 0.25f, 0.9f))), .rim = 0.15f};
    light.below = scale(colour(0x80806a), 0.35f);
    if (draw < 0.40f) { /* day */
        light.sun = scale(vec(1.0f, 0.95f, 0.84f), rng_range(rng, 0.9f, 1.3f));
        light.above = scale(vec(0.50f, 0.60f, 0.75f), 0.65f);
        light.sky_top = colour(0x5a8cc8), light.sky_low = colour(0xc8dcec);
    } else if (draw < 0.68f) { /* overcast */
        light.sun = vec(0.25f, 0.25f, 0.25f);
        light.above = vec(0.72f, 0.74f, 0.78f);
        light.sky_top = colour(0xa8aeb4), light.sky_low = colour(0xd0d4d6);
    } else if (draw < 0.85f) { /* dusk */
        light.direction = unit(vec(side * 2.0f, 0.3f, 0.5f));
        light.sun = scale(vec(1.0f, 0.74f, 0.50f), 1.0f);
        light.above = scale(vec(0.42f, 0.42f, 0.60f), 0.6f);
        light.sky_top = colour(0x5a5a8a), light.sky_low = colour(0xe8b080);
    } else { /* backlight */
        light.direction = unit(vec(side * 0.6f, 0.6f, -0.7f));
        light.sun = vec(1.2f, 1.1f, 0.9f);
        light.above = vec(0.46f, 0.50f, 0.55f);
        light.sky_top = colour(0xb0c4d8), light.sky_low = colour(0xf4ecd8);
        light.rim = 1.0f;
    }
    return light;
}

Light light_indoors(Rng *rng)
{
    float side = rng_range(rng, -1.0f, 1.0f), height = rng_range(rng, 0.3f, 0.9f);
    Light light = {.direction = unit(vec(side, height, 0.7f)), .rim = 0.1f};
    bool window = rng_chance(rng, 0.5f);
    light.sun = window ? vec(0.80f, 0.84f, 0.90f) : vec(0.95f, 0.78f, 0.55f);
    light.above =
        scale(window ? vec(0.55f, 0.57f, 0.60f) : vec(0.60f, 0.50f, 0.40f), rng_range(rng, 0.6f, 0.9f));
    light.below = scale(vec(0.5f, 0.42f, 0.35f), 0.4f);
    light.sky_top = colour(0x8cb0d8), light.sky_low = colour(0xd8e4ec);
    return light;
}

Vec3 light_on(const Light *light, Vec3 normal, float wrap)
{
    float facing = (dot(normal, light->direction) + wrap) / (1.0f + wrap);
    Vec3 sky = mix(light->below, light->above, 0.5f + 0.5f * normal.y);
    return add(sky, scale(light->sun, fmaxf(facing, 0.0f)));
}
