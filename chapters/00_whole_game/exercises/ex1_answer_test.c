/* The tests of exercise 00.1. */
#include "ex1_answer.h"

#include <criterion/criterion.h>

static void says(const float *p, int n, float at_least, int wanted, const char *why)
{
    int got = answer(p, n, at_least);
    cr_assert(got == wanted, "of %d probabilities that begin %.2f %.2f, and at least %.2f: %d, not %d. %s", n,
              (double)p[0], (double)p[1], (double)at_least, wanted, got, why);
}

Test(answer, likeliest)
{
    says((const float[]){0.02f, 0.90f, 0.08f}, 3, 0, 1,
         "The second class, number 1, is by far the likeliest");
    says((const float[]){0.70f, 0.20f, 0.10f}, 3, 0, 0, "The first class has the number 0");
    says((const float[]){0.10f, 0.30f, 0.60f}, 3, 0, 2, "Is the last one looked at?");
}

Test(answer, equally_likely)
{
    says((const float[]){0.20f, 0.40f, 0.40f}, 3, 0, 1, "Of equally likely classes the first one is named");
}

Test(answer, does_not_know)
{
    says((const float[]){0.40f, 0.35f, 0.25f}, 3, 0.5f, -1,
         "The likeliest class has 0.40, and less than 0.50 is not to be named");
    says((const float[]){0.20f, 0.75f, 0.05f}, 3, 0.8f, -1, "0.75 is still less than 0.80");
}

Test(answer, just_enough)
{
    says((const float[]){0.25f, 0.50f, 0.25f}, 3, 0.5f, 1, "At least 0.50 means that 0.50 is enough");
}

Test(answer, small_probabilities)
{
    says((const float[]){0.15f, 0.16f, 0.14f, 0.13f, 0.14f, 0.14f, 0.14f}, 7, 0, 1,
         "With many classes the likeliest may have little, and it is still the likeliest");
}
