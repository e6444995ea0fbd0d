/* The tests of exercise 19.2. */
#include "ex2_frozen.h"

#include <criterion/criterion.h>

static void is(int group, bool is_norm, int from, bool train_norms, bool wanted)
{
    bool got = learns(group, 3, is_norm, from, train_norms);
    cr_assert(got == wanted, "freeze_to(%d, %s): a %s of group %d of three %s", from,
              train_norms ? "true" : "false", is_norm ? "norm" : "weight", group,
              wanted ? "learns" : "stays as it is");
}

Test(frozen, weights_of_frozen_groups_stay)
{
    is(0, false, 2, true, false);
    is(1, false, 2, false, false);
    is(2, false, 2, true, true);
    is(0, false, 0, false, true);
}

Test(frozen, their_norms_as_asked)
{
    is(0, true, 2, true, true);
    is(0, true, 2, false, false);
    is(1, true, 2, false, false);
}

Test(frozen, norms_of_learning_groups_learn)
{
    is(1, true, 1, false, true);
    is(2, true, 1, false, true);
}

Test(frozen, counted_from_the_end)
{
    is(1, false, -1, true, false);
    is(2, false, -1, true, true);
    is(0, false, -2, true, false);
    is(1, false, -2, true, true);
    cr_assert(!learns(0, 2, false, -1, true) && learns(1, 2, false, -1, true),
              "freeze_to(-1) with two groups: group 1 is the last one and learns, group 0 stays as it is");
}
