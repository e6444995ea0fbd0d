/* The tests of exercise 22.1. */
#include "ex1_change.h"

#include "base/random.h"
#include "interpret/domain.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

static void gives(int n, const float *a, int m, const float *b, double wanted, const char *why)
{
    double got = change(n, a, m, b);
    cr_assert(fabs(got - wanted) < 1e-9, "the distance is %g, not %g. %s", wanted, got, why);
}

Test(change, by_hand)
{
    const float a[] = {1, 2, 3, 4}, b[] = {3, 4, 5, 6};
    gives(4, a, 4, b, 0.5, "Up to 2 there is half of the first and nothing of the second");
    gives(4, b, 4, a, 0.5, "It does not matter which is the first");
    gives(4, a, 4, a, 0, "A sample is like itself");
}

Test(change, samples_of_different_size)
{
    const float a[] = {1, 2}, b[] = {1.5f, 2.5f, 3.5f, 4.5f};
    gives(2, a, 4, b, 0.75, "Shares, not counts: at 2 it is 2 of 2 against 1 of 4");
}

Test(change, equal_numbers)
{
    const float a[] = {1, 1, 1, 2}, b[] = {1, 2, 2, 2};
    gives(4, a, 4, b, 0.5,
          "Three of the first and one of the second are at most 1: take all equal numbers in one step");
    const float c[] = {5, 5}, d[] = {5, 5, 5};
    gives(2, c, 3, d, 0, "All at once");
}

Test(change, apart)
{
    const float a[] = {1, 2}, b[] = {8, 9, 10};
    gives(2, a, 3, b, 1, "All of the first comes before any of the second");
    gives(3, b, 2, a, 1, "The other way round as well");
}

static int by_size(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

Test(change, as_the_library)
{
    Random random;
    random_init(&random, 22);
    for (int round = 0; round < 50; round++) {
        float a[40], b[30];
        random_rand(&random, a, 40);
        random_rand(&random, b, 30);
        qsort(a, 40, sizeof *a, by_size);
        qsort(b, 30, sizeof *b, by_size);
        gives(40, a, 30, b, domain_two_samples(40, a, 30, b).distance,
              "So says the library's domain_two_samples");
    }
}
