/* The transforms of one line of a tile, of pixels, points or weights: each a small matrix times a vector,
 * with as few operations as its points allow. cpu_winograd.c has the matrices, cpu_winograd_tile.c their use.
 *
 * Points come in pairs, +p and -p, so a polynomial's even and odd powers are summed once for both, then added
 * and subtracted: 12 operations for a line of six instead of 36. */
#ifndef KERNELS_CPU_WINOGRAD_LINE_H
#define KERNELS_CPU_WINOGRAD_LINE_H

#include "kernels/cpu_vector.h"

/* The points of F(4 x 4, 3 x 3): 0, P, -P, Q, -Q and infinity. */
#define P 0.75f
#define Q 1.5f
static const float P2 = P * P, Q2 = Q * Q, SUM = P * P + Q * Q, PRODUCT = P * P * Q * Q;
/* What a polynomial that is 0 at all other points is at 0, P and Q, inverted. */
static const float AT_0 = 1 / (P * P * Q * Q), AT_P = 1 / (2 * P * P * (P * P - Q * Q)),
                   AT_Q = 1 / (2 * Q * Q * (Q * Q - P * P));

/* A transform of one line, in place: v[0], v[step], ... are its elements. */
typedef void Line(int m, Vector *v, int step);

/* B^T: m + 2 pixels to as many points. */
INLINE void pixels_to_points(int m, Vector *v, int step)
{
    const Vector d0 = v[0], d1 = v[step], d2 = v[2 * step], d3 = v[3 * step];
    if (m == 2) {
        v[0] = d0 - d2;
        v[step] = d1 + d2;
        v[2 * step] = d2 - d1;
        v[3 * step] = d1 - d3;
        return;
    }
    const Vector d4 = v[4 * step], d5 = v[5 * step];
    const Vector even = d4 - Q2 * d2, odd = P * (d3 - Q2 * d1);   /* at P and -P */
    const Vector even2 = d4 - P2 * d2, odd2 = Q * (d3 - P2 * d1); /* at Q and -Q */
    v[0] = PRODUCT * d0 - SUM * d2 + d4;
    v[step] = even + odd;
    v[2 * step] = even - odd;
    v[3 * step] = even2 + odd2;
    v[4 * step] = even2 - odd2;
    v[5 * step] = PRODUCT * d1 - SUM * d3 + d5;
}

/* A^T: m + 2 points to m pixels. */
INLINE void points_to_pixels(int m, Vector *v, int step)
{
    const Vector even = v[step] + v[2 * step], odd = v[step] - v[2 * step];
    if (m == 2) {
        v[0] += even;
        v[step] = odd - v[3 * step];
        return;
    }
    const Vector even2 = v[3 * step] + v[4 * step], odd2 = v[3 * step] - v[4 * step];
    v[0] += even + even2;
    v[step] = P * odd + Q * odd2;
    v[2 * step] = P2 * even + Q2 * even2;
    v[3 * step] = P * P2 * odd + Q * Q2 * odd2 + v[5 * step];
}

/* A: m slopes to m + 2 points. */
INLINE void slopes_to_points(int m, Vector *v, int step)
{
    const Vector y0 = v[0], y1 = v[step];
    if (m == 2) {
        v[step] = y0 + y1;
        v[2 * step] = y0 - y1;
        v[3 * step] = -y1;
        return;
    }
    const Vector y2 = v[2 * step], y3 = v[3 * step];
    const Vector even = y0 + P2 * y2, odd = P * (y1 + P2 * y3);
    const Vector even2 = y0 + Q2 * y2, odd2 = Q * (y1 + Q2 * y3);
    v[step] = even + odd;
    v[2 * step] = even - odd;
    v[3 * step] = even2 + odd2;
    v[4 * step] = even2 - odd2;
    v[5 * step] = y3;
}

/* G: 3 weights to m + 2 points. */
INLINE void taps_to_points(int m, Vector *v, int step)
{
    const Vector g0 = v[0], g1 = v[step], g2 = v[2 * step];
    if (m == 2) {
        const Vector even = (g0 + g2) * 0.5f, odd = g1 * 0.5f;
        v[step] = even + odd;
        v[2 * step] = even - odd;
        v[3 * step] = g2;
        return;
    }
    const Vector even = AT_P * (g0 + P2 * g2), odd = AT_P * P * g1;
    const Vector even2 = AT_Q * (g0 + Q2 * g2), odd2 = AT_Q * Q * g1;
    v[0] = AT_0 * g0;
    v[step] = even + odd;
    v[2 * step] = even - odd;
    v[3 * step] = even2 + odd2;
    v[4 * step] = even2 - odd2;
    v[5 * step] = g2;
}

/* G^T: m + 2 points to 3 weights. */
INLINE void points_to_taps(int m, Vector *v, int step)
{
    const Vector even = v[step] + v[2 * step], odd = v[step] - v[2 * step];
    if (m == 2) {
        v[0] += even * 0.5f;
        v[step] = odd * 0.5f;
        v[2 * step] = even * 0.5f + v[3 * step];
        return;
    }
    const Vector even2 = v[3 * step] + v[4 * step], odd2 = v[3 * step] - v[4 * step];
    v[0] = AT_0 * v[0] + AT_P * even + AT_Q * even2;
    v[step] = AT_P * P * odd + AT_Q * Q * odd2;
    v[2 * step] = AT_P * P2 * even + AT_Q * Q2 * even2 + v[5 * step];
}

#endif
