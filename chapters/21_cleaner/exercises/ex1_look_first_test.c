/* The tests of exercise 21.1. */
#include "ex1_look_first.h"

#include <criterion/criterion.h>
#include <math.h>

enum { CLASSES = 3 };

/* The numbers of four photos, sorted, as one number: 2 0 1 3 is 2013. */
static int order_of(const double p[4][CLASSES], const int labels[4])
{
    float log_p[4 * CLASSES];
    int64_t order[4] = {9, 9, 9, 9};
    for (int i = 0; i < 4 * CLASSES; i++)
        log_p[i] = (float)log(p[i / CLASSES][i % CLASSES]);
    look_first(4, CLASSES, log_p, labels, order);
    return (int)(1000 * order[0] + 100 * order[1] + 10 * order[2] + order[3]);
}

Test(look_first, the_label_counts)
{
    const double p[4][CLASSES] = {{.90, .06, .04}, {.03, .95, .02}, {.34, .33, .33}, {.10, .60, .30}};
    int order = order_of(p, (const int[]){0, 2, 1, 2});
    cr_assert(order != 1032 && order != 1023,
              "the net is surest about photo 1, but that is not what counts alone: "
              "3 is labelled with a class of .30, 2 with one of .33");
    cr_assert(order == 1320,
              "the labels have the probabilities .90, .02, .33 and .30, so the order is 1 3 2 0, "
              "and yours is %04d",
              order);
    const float of_two[6] = {-0.1f, -2.3f, -1.6f, -0.2f};
    int64_t two[2];
    look_first(2, 2, of_two, (const int[]){0, 1}, two);
    cr_assert(two[0] == 1 && two[1] == 0,
              "with two classes, losses of .1 and .2: photo 1 comes first. How long is a row of log_p?");
}

Test(look_first, sure_and_right_comes_last)
{
    const double p[4][CLASSES] = {{.01, .01, .98}, {.50, .30, .20}, {.05, .90, .05}, {.40, .35, .25}};
    int order = order_of(p, (const int[]){2, 0, 1, 0});
    cr_assert(order == 3120,
              "all four are labelled as the net sees them, with .98, .50, .90 and .40: the least sure "
              "one comes first, 3 1 2 0, and yours is %04d",
              order);
}

Test(look_first, equal_losses)
{
    const double p[4][CLASSES] = {{.2, .4, .4}, {.5, .3, .2}, {.4, .2, .4}, {.2, .3, .5}};
    int order = order_of(p, (const int[]){0, 1, 1, 0});
    cr_assert(order == 231,
              "0, 2 and 3 are labelled with a class of .2, and keep their order: "
              "0 2 3 1, and yours is %04d",
              order);
}

Test(look_first, no_number)
{
    const double p[4][CLASSES] = {{.2, .4, .4}, {.5, .3, .2}, {NAN, NAN, NAN}, {.01, .49, .5}};
    int order = order_of(p, (const int[]){0, 0, 1, 0});
    cr_assert(order == 2301,
              "photo 2 has a loss that is no number, and comes first: 2 3 0 1, and yours is %04d", order);
}
