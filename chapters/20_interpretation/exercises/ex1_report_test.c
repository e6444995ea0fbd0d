/* The tests of exercise 20.1. */
#include "ex1_report.h"

#include <criterion/criterion.h>
#include <math.h>

/* 100 black bears, 100 grizzlies, 20 teddies; nothing is called a panda, and none is there. */
static const int bears[16] = {80, 18, 2, 0, 10, 90, 0, 0, 0, 0, 20, 0, 0, 0, 0, 0};

Test(report, precision)
{
    double black = precision(bears, 4, 0), teddy = precision(bears, 4, 2), panda = precision(bears, 4, 3);
    cr_assert(fabs(black - 80.0 / 90) < 1e-9, "black: %g. 90 were called black, and 80 of these are", black);
    cr_assert(fabs(teddy - 20.0 / 22) < 1e-9, "teddy: %g. 22 were called teddy", teddy);
    cr_assert(panda == 0, "panda: %g. Nothing was called so: 0, not 0 / 0", panda);
}

Test(report, recall)
{
    double black = recall(bears, 4, 0), teddy = recall(bears, 4, 2), panda = recall(bears, 4, 3);
    cr_assert(fabs(black - 0.8) < 1e-9, "black: %g. 100 are black, and 80 of these were called so", black);
    cr_assert(teddy == 1, "teddy: %g. Every teddy was found", teddy);
    cr_assert(panda == 0, "panda: %g. There is none: 0, not 0 / 0", panda);
}

Test(report, most_confused)
{
    int actual = -1, predicted = -1, n = most_confused(bears, 4, &actual, &predicted);
    cr_assert(n == 18 && actual == 0 && predicted == 1,
              "%d times %d for %d; 18 black bears (0) were called grizzly (1)", n, actual, predicted);
}

Test(report, equal_and_none)
{
    static const int even[9] = {5, 0, 3, 3, 5, 0, 0, 3, 5}, clean[4] = {7, 0, 0, 2};
    static const int first_column[9] = {5, 1, 0, 4, 5, 1, 0, 0, 5};
    int actual = -1, predicted = -1, n = most_confused(first_column, 3, &actual, &predicted);
    cr_assert(n == 4 && actual == 1 && predicted == 0, "%d times %d for %d, but row 1 has a 4 in column 0", n,
              actual, predicted);
    actual = predicted = -1;
    n = most_confused(even, 3, &actual, &predicted);
    cr_assert(n == 3 && actual == 0 && predicted == 2, "%d times %d for %d, but row 0 has a 3 first", n,
              actual, predicted);
    actual = predicted = -1;
    n = most_confused(clean, 2, &actual, &predicted);
    cr_assert(n == 0 && actual == -1 && predicted == -1,
              "no mistake was made, and you say %d times %d for %d", n, actual, predicted);
}
