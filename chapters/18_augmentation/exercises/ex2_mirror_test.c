/* The tests of exercise 18.2. */
#include "ex2_mirror.h"

#include <criterion/criterion.h>

static void row(int n, int from, int count, const int *wanted, const char *why)
{
    for (int k = 0; k < count; k++) {
        int got = mirror(from + k, n);
        cr_assert(got == wanted[k], "of %d pixels, at %d: pixel %d, not %d. %s", n, from + k, wanted[k], got,
                  why);
    }
}

Test(mirror, on_the_right)
{
    row(4, 4, 6, (const int[]){2, 1, 0, 1, 2, 3}, "The edge is the mirror: pixel 3 is not seen twice");
}

Test(mirror, on_the_left)
{
    row(4, -5, 5, (const int[]){1, 2, 3, 2, 1}, "In C the remainder of a negative number is negative");
}

Test(mirror, far_away)
{
    row(3, 100, 4, (const int[]){0, 1, 2, 1}, "The row repeats every 4 places: 0 1 2 1");
    row(3, -101, 4, (const int[]){1, 0, 1, 2}, "To the left as well");
}

Test(mirror, small_ones)
{
    row(1, -3, 7, (const int[]){0, 0, 0, 0, 0, 0, 0},
        "One pixel is all there is, on both sides; beware of "
        "dividing by 0");
    row(2, -2, 5, (const int[]){0, 1, 0, 1, 0}, "Two take turns");
}
