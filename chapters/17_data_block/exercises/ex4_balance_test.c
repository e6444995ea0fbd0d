/* The tests of exercise 17.4. */
#include "ex4_balance.h"

#include <criterion/criterion.h>
#include <math.h>

#include "base/scope.h"
#include "data/splitters.h"

/* So many photos of each class, mixed. */
static int64_t photograph(int n_classes, const int *counts, int *labels)
{
    int64_t n = 0;
    int left[8];
    for (int c = 0; c < n_classes; c++)
        left[c] = counts[c];
    for (bool more = true; more;) {
        more = false;
        for (int c = 0; c < n_classes; c++)
            if (left[c] > 0) {
                labels[n++] = c;
                left[c]--;
                more = true;
            }
    }
    return n;
}

Test(balance, largest_and_smallest)
{
    int labels[200];
    int64_t n = photograph(4, (const int[]){20, 50, 10, 40}, labels);
    Balance balance = measure_balance(n, labels, 4, 0.2);
    cr_assert(balance.largest == 1, "class 1 has 50 of 120 photos, and you said class %d", balance.largest);
    cr_assert(balance.smallest == 2, "class 2 has 10 of 120 photos, and you said class %d", balance.smallest);
    cr_assert(fabs(balance.guess - 50 / 120.0) < 1e-9,
              "who always says class 1 is right for 50 of 120, which is .417, not %.3f", balance.guess);
    cr_assert(fabs(balance.ratio - 5) < 1e-9, "50 against 10 is 5, not %g", balance.ratio);

    n = photograph(2, (const int[]){10, 1}, labels);
    balance = measure_balance(n, labels, 2, 0.2);
    cr_assert(fabs(balance.ratio - 10) < 1e-9, "10 against a single photo is 10, not %g", balance.ratio);
    n = photograph(3, (const int[]){7, 9, 9}, labels);
    balance = measure_balance(n, labels, 3, 0.2);
    cr_assert(balance.largest == 1, "classes 1 and 2 have 9 photos each: the lower number counts");
    n = photograph(3, (const int[]){8, 7, 7}, labels);
    balance = measure_balance(n, labels, 3, 0.2);
    cr_assert(balance.smallest == 1, "classes 1 and 2 have 7 photos each: the lower number counts");
}

Test(balance, a_class_without_photos)
{
    int labels[200];
    int64_t n = photograph(3, (const int[]){30, 0, 30}, labels);
    Balance balance = measure_balance(n, labels, 3, 0.2);
    cr_assert(
        balance.smallest == 1 && isinf(balance.ratio) && balance.expected == 0 && balance.stratify,
        "class 1 has no photo at all: it is the smallest, the ratio is infinite, and none is held back");
}

/* What a thousand random splits do. */
Test(balance, as_splits_do)
{
    int labels[200];
    int64_t n = photograph(2, (const int[]){100, 11}, labels), held = 0;
    for (uint64_t seed = 0; seed < 1000; seed++) {
        Scope scope = scope_begin();
        Sides sides = split_random(n, 0.2, seed);
        for (int64_t i = 0; i < sides.n_valid; i++)
            held += labels[sides.valid[i]];
        scope_end(scope);
    }
    double mean = (double)held / 1000, exact = 11 * 22.0 / 111; /* .2 * 111 is 22.2, and 22 are held back */
    Balance balance = measure_balance(n, labels, 2, 0.2);
    cr_assert(fabs(balance.expected - mean) < 0.15,
              "a thousand splits held back %.2f of the 11 on average, and you expect %.2f", mean,
              balance.expected);
    cr_assert(fabs(balance.expected - exact) < 1e-9,
              "of 111 photos 22 are held back, not 22.2: that makes %.4f of the 11, not %.4f", exact,
              balance.expected);
    cr_assert(balance.stratify, "with about two of a class to validate on, chance may well leave none");
}

Test(balance, when_chance_is_good_enough)
{
    int labels[200];
    int64_t n = photograph(2, (const int[]){75, 25}, labels);
    Balance balance = measure_balance(n, labels, 2, 0.2);
    cr_assert(balance.expected == 5 && !balance.stratify, "five are expected, and five are not below five");
}
