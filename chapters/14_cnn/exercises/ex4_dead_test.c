/* The tests of exercise 14.4. */
#include "ex4_dead.h"

#include <criterion/criterion.h>

/* Two pictures of four numbers: unit 0 fires for both, 1 for the first, 2 for the second, 3 for none. */
static Tensor *two_pictures(void)
{
    return tensor_of(SHAPE(2, 4), 1, 2, -1, -3, 5, -2, 3, 0);
}

Test(dead, units)
{
    double dead[1] = {NAN};
    int n = dead_units(nn_sequential(nn_relu()), two_pictures(), dead, 1);
    cr_assert(n == 1, "there is one ReLU, not %d", n);
    cr_assert(
        dead[0] == 0.25,
        "1 2 -1 -3 and 5 -2 3 0: only the last unit is silent for both, a share of .25, not %g. (Half of "
        "all numbers are 0, but a unit that fires for some picture lives)",
        dead[0]);
}

Test(dead, places_of_maps)
{
    double dead[1] = {NAN};
    Tensor *maps =
        tensor_of(SHAPE(1, 2, 2, 2), 1, 0, 0, 0, 1, 0, 1, 0); /* channel 1 is silent at all four places */
    dead_units(nn_sequential(nn_relu()), maps, dead, 1);
    cr_assert(dead[0] == 5 / 8.0,
              "2 x 2 places and 2 channels are 8 units, of which 5 are 0: not a share of %g", dead[0]);
}

Test(dead, in_order)
{
    double dead[2] = {NAN, NAN};
    Module *shrink = nn_linear_no_bias(4, 2);
    tensor_copy_(shrink->tensors[0].tensor, tensor_of(SHAPE(2, 4), 1, 0, 0, 0, -1, 0, 0, 0));
    int n = dead_units(nn_sequential(nn_relu(), shrink, nn_sequential(nn_relu(), nn_flatten())),
                       two_pictures(), dead, 2);
    cr_assert(n == 2,
              "there are two ReLUs, one of them in a sequence of its own, and linear layers do not count; "
              "you found %d",
              n);
    cr_assert(dead[0] == 0.25 && dead[1] == 0.5,
              "the first has 1 of 4 dead, the second 1 of 2; you have %g and %g", dead[0], dead[1]);
}

Test(dead, room)
{
    double dead[3] = {NAN, 7, 7};
    int n = dead_units(nn_sequential(nn_relu(), nn_relu(), nn_relu()), two_pictures(), dead, 1);
    cr_assert(n == 3, "all three ReLUs are counted, also those that there is no room for; you have %d", n);
    cr_assert(dead[1] == 7, "there was room for one number, and two were written");
}

Test(dead, nobody_looks_any_more)
{
    double dead[1];
    dead_units(nn_sequential(nn_relu()), two_pictures(), dead, 1);
    bool hooked = nn_hooked();
    nn_hook(NULL, NULL);
    cr_assert(!hooked,
              "the hook is still there, and its struct is gone: the next net that runs writes into it");
}
