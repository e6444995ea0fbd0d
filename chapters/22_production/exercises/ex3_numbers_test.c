/* The tests of exercise 22.3: counting and softmax say whether it was right. */
#include "ex3_numbers.h"

#include <criterion/criterion.h>
#include <math.h>

static void predicted(double said, double is, double within, const char *why)
{
    cr_assert(fabs(said - is) <= within, "you said %g, and it is not. %s", said, why);
}

Test(numbers, photos_per_second)
{
    predicted(photos_per_second(), 1 / 0.02, 1e-6, "How often do 20 ms go into a second?");
}

Test(numbers, seconds_for_the_last)
{
    double clock = 0;
    for (int photo = 0; photo < 1 + 64; photo++)
        clock += 0.02;
    predicted(seconds_for_the_last(), clock, 1e-3, "The one in work, 63 before it, and itself");
}

Test(numbers, least_confidence)
{
    predicted(least_confidence(), exp(0) / (3 * exp(0)), 0.005, "Three equal numbers have equal shares");
}

Test(numbers, confidence_about_a_teapot)
{
    predicted(confidence_about_a_teapot(), exp(6) / (exp(6) + 2 * exp(0)), 0.005,
              "e^6 is about 403, and e^0 is 1, twice");
}

Test(numbers, share_of_marked_without_bear)
{
    double strange = 1.0 / 200, marked = strange * 0.95 + (1 - strange) * 0.05;
    predicted(share_of_marked_without_bear(), strange * 0.95 / marked, 0.005,
              "There are 199 times as many bears to mark by mistake");
}
