/* Value noise: random numbers on a lattice, joined by smooth ramps. */
#include "noise.h"

#include <math.h>

static float lattice(int32_t x, int32_t y, uint32_t seed)
{
    uint32_t h = (uint32_t)x * 0x8da6b343u ^ (uint32_t)y * 0xd8163841u ^ seed * 0xcb1ab31fu;
    h = (h ^ h >> 15) * 0x2c1b3c6du;
    h = (h ^ h >> 12) * 0x297a2d39u;
    return (float)((h ^ h >> 15) >> 8) * (1.0f / 16777216.0f);
}

float noise_smooth(float x, float y, uint32_t seed)
{
    float fx = floorf(x), fy = floorf(y);
    int32_t ix = (int32_t)fx, iy = (int32_t)fy;
    float u = x - fx, v = y - fy;
    u = u * u * (3.0f - 2.0f * u);
    v = v * v * (3.0f - 2.0f * v);
    float top = lattice(ix, iy, seed), below = lattice(ix, iy + 1, seed);
    top += (lattice(ix + 1, iy, seed) - top) * u;
    below += (lattice(ix + 1, iy + 1, seed) - below) * u;
    return top + (below - top) * v;
}

float noise_layers(float x, float y, int octaves, uint32_t seed)
{
    float sum = 0.0f, strength = 1.0f, total = 0.0f;
    for (int i = 0; i < octaves; i++) {
        sum += strength * noise_smooth(x, y, seed + (uint32_t)i * 101u);
        total += strength;
        strength *= 0.5f;
        x *= 2.0f;
        y *= 2.0f;
    }
    return sum / total;
}
