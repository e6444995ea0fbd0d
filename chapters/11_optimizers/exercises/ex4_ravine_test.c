/* The tests of exercise 11.4. */
#include "ex4_ravine.h"

#include <criterion/criterion.h>
#include <math.h>

Test(ravine, counts_steps, .timeout = 30)
{
    cr_assert(steps_down(1, 1) == 1, "a round bowl and learning rate 1: one step goes to the bottom, not %d",
              steps_down(1, 1));
    cr_assert(steps_down(1, 0.5) == 7, "halving 1 until it is at most .01 takes 7 steps, not %d",
              steps_down(1, 0.5));
    cr_assert(steps_down(10, 0.1) == 44,
              "steepness 10, learning rate .1: y is 0 at once, and x needs 44 steps of nine tenths, not %d. "
              "Both must be "
              "small",
              steps_down(10, 0.1));
}

Test(ravine, both_sides, .timeout = 30)
{
    int steps = steps_down(0.5, 1.5);
    cr_assert(
        steps == 7,
        "steepness .5, learning rate 1.5: x is 1, -.5, .25, ... and small after 7 steps, not %d. Far to the "
        "left is far as well",
        steps);
}

Test(ravine, knows_when_it_diverges, .timeout = 30)
{
    int steps = steps_down(10, 0.21);
    cr_assert(steps == 100000,
              "at learning rate .21 y is multiplied by 1 - 2.1 each step and grows: 100000, not %d", steps);
}

Test(ravine, finds_the_fewest, .timeout = 30)
{
    int got = fewest_steps(10);
    cr_assert(
        got == 23,
        "the best of the 1999 rates needs 23 steps at steepness 10, and you found %d. Near 2 / steepness "
        "it bounces across and yet gets there",
        got);
}

Test(ravine, pays_for_steepness, .timeout = 30)
{
    int got = times_as_many();
    cr_assert(
        got == 10,
        "you say %d times as many. Count the steps of both: which rate is allowed in the steeper one, and "
        "who has to live with it?",
        got);
}
