/* The tests of exercise 08.2. */
#include "ex2_scale.h"

#include <criterion/criterion.h>
#include <string.h>

Test(scale, own_largest)
{
    float train[] = {40, 2, 80, 8}, valid[] = {80, 8};
    scale(train, 2, valid, 1, 2);
    const float wanted[] = {0.5f, 0.25f, 1, 1};
    for (int i = 0; i < 4; i++)
        cr_assert(train[i] == wanted[i],
                  "(40, 2), (80, 8): value %d is %g, not %g. Each column has its own largest value", i,
                  (double)train[i], (double)wanted[i]);
    cr_assert(valid[0] == 1 && valid[1] == 1, "(80, 8) in the validation part became (%g, %g), not (1, 1)",
              (double)valid[0], (double)valid[1]);
}

Test(scale, three_columns)
{
    float train[] = {8, 1, 0.25f, 2, 4, 0.5f, 4, 2, 0, 99, 99, 99}, valid[] = {8, 4, 0.5f};
    const float wanted[] = {1, 0.25f, 0.5f, 0.25f, 1, 1, 0.5f, 0.5f, 0, 99, 99, 99};
    scale(train, 3, valid, 1, 3);
    for (int i = 0; i < 12; i++)
        cr_assert(train[i] == wanted[i],
                  "(8, 1, .25), (2, 4, .5), (4, 2, 0), and behind them 99 99 99, which is no row of it: "
                  "value %d is "
                  "%g, not %g. Divide by 8, 4 and .5",
                  i, (double)wanted[i], (double)train[i]);
    for (int i = 0; i < 3; i++)
        cr_assert(valid[i] == 1, "(8, 4, .5) in the validation part: value %d is 1, not %g", i,
                  (double)valid[i]);
}

Test(scale, same_passenger)
{
    float train[] = {22, 80}, valid[] = {22, 40};
    scale(train, 2, valid, 2, 1);
    cr_assert(valid[0] == train[0],
              "an age of 22 became %g in one part and %g in the other: to the model these are two people",
              (double)train[0], (double)valid[0]);
}

Test(scale, unusual_age)
{
    float train[] = {20, 40}, valid[] = {60};
    scale(train, 2, valid, 1, 1);
    cr_assert(valid[0] == 1.5f,
              "60 where the oldest known is 40 is 1.5, not %g: unusual values may leave the usual range",
              (double)valid[0]);
    cr_assert(train[1] == 1,
              "what is to be judged later must not change what is learnt from: 40 became %g, not 1",
              (double)train[1]);
}

Test(scale, zeros)
{
    float train[] = {0, 0}, valid[] = {0, 3};
    scale(train, 2, valid, 2, 1);
    cr_assert(train[0] == 0 && train[1] == 0, "0 divided by 0 is no number");
    cr_assert(valid[1] == 3, "the training part has nothing to divide by, so 3 stays 3; it became %g",
              (double)valid[1]);
}
