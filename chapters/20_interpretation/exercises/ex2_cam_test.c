/* The tests of exercise 20.2. */
#include "ex2_cam.h"

#include <criterion/criterion.h>
#include <math.h>

/* 2 x 3 places, 2 channels. */
static const float maps[12] = {1, 0, 2, 0, 0, 4, 0, 0, 3, 3, 0, 6};
static const float weight[2] = {6, -3};

Test(cam, places)
{
    float map[6];
    static const float wanted[6] = {1, 2, -2, 0, 1.5f, -3};
    cam(maps, 2, 3, 2, weight, map);
    for (int i = 0; i < 6; i++)
        cr_assert(fabsf(map[i] - wanted[i]) < 1e-6f, "row %d, column %d: %g, wanted %g", i / 3, i % 3,
                  (double)map[i], (double)wanted[i]);
}

Test(cam, logit)
{
    float map[6];
    cam(maps, 2, 3, 2, weight, map);
    double sum = 0;
    for (int i = 0; i < 6; i++)
        sum += (double)map[i];
    cr_assert(fabs(sum + 0.5) < 1e-6,
              "the means are 1 and 13 / 6, so the logit is -0.5; your places sum to %g", sum);
}

Test(cam, looking)
{
    float map[4] = {-1, 0.5f, 2, 0}, against[3] = {-3, 0, -1};
    for_looking(map, 4);
    cr_assert(map[0] == 0, "what speaks against the class is %g, wanted 0", (double)map[0]);
    cr_assert(map[1] == 0.25f && map[2] == 1, "%g and %g, wanted .25 and 1: divided by the largest",
              (double)map[1], (double)map[2]);
    float weak[2] = {0.5f, 0.25f};
    for_looking(weak, 2);
    cr_assert(weak[0] == 1 && weak[1] == 0.5f,
              "of .5 and .25 the largest becomes 1 and the other .5, not %g and %g", (double)weak[0],
              (double)weak[1]);
    for_looking(against, 3);
    for (int i = 0; i < 3; i++)
        cr_assert(against[i] == 0, "nothing speaks for the class, so all should be 0; place %d is %g", i,
                  (double)against[i]);
}
