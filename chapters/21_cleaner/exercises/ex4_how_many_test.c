/* The tests of exercise 21.4. */
#include "ex4_how_many.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "base/random.h"
#include "base/scope.h"

/* "x..x" as a list. */
static Effort effort(const char *list, double share)
{
    bool fault[200];
    int64_t n = (int64_t)strlen(list);
    for (int64_t i = 0; i < n; i++)
        fault[i] = list[i] == 'x';
    return how_many(n, fault, share);
}

Test(how_many, until_enough_are_found)
{
    Effort e = effort("xx.x......x.........", 0.75);
    cr_assert(e.looked == 4, "three of the four faults are among the first 4, and you look at %d",
              (int)e.looked);
    e = effort("xx.x......x.........", 1);
    cr_assert(e.looked == 11, "the last fault is at place 11, and you look at %d", (int)e.looked);
    e = effort("..x.", 0.1);
    cr_assert(e.looked == 3, "a tenth of one fault is one fault: it is at place 3, and you look at %d",
              (int)e.looked);
    e = effort("xxxxxxxxx.....x", 0.9);
    cr_assert(e.looked == 9, "nine of ten are enough, and you look at %d", (int)e.looked);
    e = effort("xxxxxxxxxxxxxxxxxxxxxxxxx", 0.28);
    cr_assert(e.looked == 7,
              ".28 of 25 faults are 7, and you look at %d. As doubles, .28 * 25 is a little more than 7",
              (int)e.looked);
}

Test(how_many, precision_and_gain)
{
    Effort e = effort("xx..x......x........", 0.75);
    cr_assert(fabs(e.precision - 0.6) < 1e-9,
              "three of the 5 that were looked at are faults, not %.3f of them", e.precision);
    cr_assert(
        fabs(e.gain - 2.52) < 1e-9,
        "in random order three of four take 3 * 21 / 5 = 12.6 photos, 2.52 times as many as 5; you say %.3f",
        e.gain);
}

Test(how_many, in_random_order)
{
    double sum = 0;
    Random random;
    random_init(&random, 1);
    for (int round = 0; round < 2000; round++) {
        int64_t order[60];
        bool fault[60];
        random_randperm(&random, order, 60);
        for (int i = 0; i < 60; i++)
            fault[i] = order[i] < 6;
        Effort e = how_many(60, fault, 0.5);
        sum += 1 / e.gain;
    }
    cr_assert(fabs(sum / 2000 - 1) < 0.03, "looking at random gains nothing: on average 1, not %.3f",
              sum / 2000);
}

Test(how_many, nothing_to_find)
{
    Effort e = effort(".....", 0.9);
    cr_assert(e.looked == 0 && e.precision == 0 && e.gain == 0, "without a fault all three are 0");
}
