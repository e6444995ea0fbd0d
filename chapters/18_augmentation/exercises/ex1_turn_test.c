/* The tests of exercise 18.1. */
#include "ex1_turn.h"

#include <criterion/criterion.h>
#include <math.h>

static void is(const char *what, Affine got, const double wanted[6], const char *why)
{
    for (int i = 0; i < 6; i++)
        cr_assert(fabs(got.a[i] - wanted[i]) < 1e-9, "%s: value %d is %.4f, not %.4f. %s", what, i, got.a[i],
                  wanted[i], why);
}

Test(turn, of_a_square)
{
    is("a quarter turn", turn(90, 7, 7), (double[]){0, 1, 0, -1, 0, 0},
       "With the clock, the upper right corner comes from the upper left one: (1, -1) is found at (-1, -1)");
    double c = cos(0.5235987755982988);
    is("thirty degrees", turn(30, 7, 7), (double[]){c, 0.5, 0, -0.5, c, 0}, "cos and sin take radians");
}

Test(turn, of_a_wide_picture)
{
    double c = cos(0.5235987755982988);
    is("thirty degrees of 200 x 100", turn(30, 200, 100), (double[]){c, 0.25, 0, -1, c, 0},
       "A place of 0.1 is twice as many pixels across as it is down");
}

Test(turn, zoom)
{
    is("twice as large", zoom_in(2), (double[]){0.5, 0, 0, 0, 0.5, 0},
       "The right edge, 1, shows what was half way to it, 0.5");
}

Test(turn, two_are_one)
{
    Affine move = {{1, 0, 0.25, 0, 1, 0}}, half = {{0.5, 0, 0, 0, 0.5, 0}};
    is("halve, then move", compose(move, half), (double[]){0.5, 0, 0.25, 0, 0.5, 0},
       "The inner map halves the place; the outer one adds 0.25 to that");
    is("move, then halve", compose(half, move), (double[]){0.5, 0, 0.125, 0, 0.5, 0},
       "The inner map adds 0.25, and the outer one halves that too: the order matters");
    is("there and back", compose(turn(20, 300, 200), turn(-20, 300, 200)), (double[]){1, 0, 0, 0, 1, 0},
       "A turn and the same turn back are no turn, also for pictures that are not square");
}
