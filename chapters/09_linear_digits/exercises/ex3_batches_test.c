/* The tests of exercise 09.3. */
#include "ex3_batches.h"

#include <criterion/criterion.h>
#include <math.h>

Test(batches, parameters)
{
    int said = parameters();
    cr_assert(said == 28 * 28 + 1, "you said %d: one weight for each of 28 x 28 pixels, and the bias", said);
}

Test(batches, steps)
{
    int said = steps_of_an_epoch();
    cr_assert(said == (12396 + 255) / 256,
              "you said %d: pictures that do not fill a batch make one more step", said);
}

Test(batches, last_one)
{
    int said = last_training_batch();
    cr_assert(said == 12396 % 256, "you said %d: what is left of 12396 when all full batches are gone?",
              said);
}

Test(batches, of_validation)
{
    int said = validation_batches();
    cr_assert(said == (2038 + 255) / 256, "you said %d: 2038 pictures, 256 at a time, and the rest", said);
}

Test(batches, more_percent)
{
    int said = percent_more();
    double last = 1.0 / (2038 - 7 * 256), other = 1.0 / 256;
    cr_assert(said == lround(100 * (last / other - 1)),
              "you said %d: each batch has one eighth of the mean, and shares it among its pictures. The "
              "last has 246",
              said);
}

Test(batches, threes_only)
{
    int said = steps_with_threes_only();
    int counted = 0;
    while ((counted + 1) * 256 <= 6131)
        counted++;
    cr_assert(said == counted, "you said %d: the batch in which the threes end also holds sevens", said);
}

Test(batches, white_pixels)
{
    int said = slope_of_white();
    cr_assert(said == 0,
              "you said %d: if such a weight grows by one, by how much does any prediction change?", said);
}
