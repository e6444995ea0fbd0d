/* The tests of exercise 20.5. */
#include "ex5_dont_know.h"

#include <criterion/criterion.h>

static const double confidence[6] = {0.9, 0.4, 0.99, 0.6, 0.7, 0.95};
static const bool right[6] = {true, false, true, false, true, true};

Test(dont_know, mistakes)
{
    double threshold = best_threshold(confidence, right, 6, 0.25);
    cr_assert(threshold == 0.7,
              "%g. Both wrong answers, .4 and .6, are below .7, and no right one is: silent twice, "
              "for .5",
              threshold);
}

Test(dont_know, dear)
{
    double threshold = best_threshold(confidence, right, 6, 2);
    cr_assert(threshold == 0.4, "%g. A mistake costs 1 and silence 2: answer everything, from .4 on",
              threshold);
}

Test(dont_know, free)
{
    static const bool wrong[6] = {false, false, false, false, false, false};
    double threshold = best_threshold(confidence, wrong, 6, 0.1);
    cr_assert(threshold == 2, "%g. Everything is wrong, and silence costs a tenth of a mistake: never answer",
              threshold);
    threshold = best_threshold(confidence, right, 6, 0);
    cr_assert(threshold == 0.7,
              "%g. Silence costs nothing; .7 and all above it have no mistake, and .7 is the lowest",
              threshold);
}

Test(dont_know, equal)
{
    static const double two[4] = {0.8, 0.8, 0.8, 0.9};
    static const bool some[4] = {true, false, true, false};
    double threshold = best_threshold(two, some, 4, 0.3);
    cr_assert(threshold == 2,
              "%g. From .8 on two mistakes cost 2, from .9 on three silences and a mistake 1.9, "
              "and silence 1.2",
              threshold);
    threshold = best_threshold((const double[]){0.9, 0.1}, (const bool[]){true, false}, 1, 0.3);
    cr_assert(threshold == 0.9, "%g. A single answer, right, of .9: a threshold of .9 costs nothing",
              threshold);
    threshold = best_threshold(two, some, 4, 0.5);
    cr_assert(threshold == 0.8,
              "%g. Silence costs 2, and answering from .8 on as well: the lowest of the two", threshold);
}
