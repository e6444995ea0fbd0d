/* A solution of exercise 18.1. */
#include "ex1_turn.h"

#include <math.h>

Affine turn(double degrees, int width, int height)
{
    double angle = degrees * 3.14159265358979323846 / 180, c = cos(angle), s = sin(angle);
    double aspect = (double)height / width;
    return (Affine){{c, s * aspect, 0, -s / aspect, c, 0}};
}

/* What is shown larger is a smaller part. */
Affine zoom_in(double zoom)
{
    return (Affine){{1 / zoom, 0, 0, 0, 1 / zoom, 0}};
}

Affine compose(Affine outer, Affine inner)
{
    Affine both;
    for (int row = 0; row < 2; row++) {
        const double *o = outer.a + 3 * row;
        for (int k = 0; k < 3; k++)
            both.a[3 * row + k] = o[0] * inner.a[k] + o[1] * inner.a[3 + k] + (k == 2 ? o[2] : 0);
    }
    return both;
}
