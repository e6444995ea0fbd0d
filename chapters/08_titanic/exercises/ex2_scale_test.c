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
