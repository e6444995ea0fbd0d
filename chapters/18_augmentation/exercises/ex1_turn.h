/* Exercise 18.1, fill: a turn and a zoom as one map. */
#ifndef EX1_TURN_H
#define EX1_TURN_H

#include "chapters/exercise.h"

/* Two rows of an affine map: (x, y) is found at (a[0] x + a[1] y + a[2], a[3] x + a[4] y + a[5]). */
typedef struct Affine {
    double a[6];
} Affine;

/* Where a picture turned with the clock by so many degrees finds its pixels, in places as PyTorch counts
 * them: x from -1 at the left to 1 at the right, y from -1 at the top to 1 at the bottom, whatever the
 * picture's width and height in pixels. For a square picture that is
 *
 *     cos sin 0
 *    -sin cos 0
 *
 * For one that is not, a step of 1 in x and one in y are not equally many pixels: of the values off the
 * diagonal the upper one is times height / width, the lower one times width / height. */
Affine turn(double degrees, int width, int height);

/* `zoom` times as large, the middle staying where it is: what is seen is a part of the picture. */
Affine zoom_in(double zoom);

/* Both as one: for each place, first `inner` says where it is found, and `outer` where that is found. */
Affine compose(Affine outer, Affine inner);

#endif
