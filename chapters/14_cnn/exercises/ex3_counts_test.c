/* The tests of exercise 14.3. */
#include "ex3_counts.h"

#include "lib.h"

#include <criterion/criterion.h>

Test(counts, block)
{
    int n = parameters_of_the_first_block();
    Module *block = nn_sequential(nn_conv(1, 8, 5, (ConvOptions){0}), nn_batch_norm(8));
    cr_assert(n == (int)nn_parameter_count(block),
              "8 kernels of 25 weights, a bias each, and gamma and beta for each of the 8 "
              "channels; that is not %d",
              n);
}

Test(counts, not_trained)
{
    int n = numbers_that_are_not_trained();
    Module *norm = nn_batch_norm(64);
    Parameters *state = nn_state(norm);
    int64_t all = 0;
    for (int i = 0; i < state->n; i++)
        all += tensor_count(state->tensors[i]);
    cr_assert(n == (int)(all - nn_parameter_count(norm)),
              "each channel has a running mean and a running variance; %d is not that "
              "for 64",
              n);
}

Test(counts, without_effect)
{
    int n = parameters_without_effect();
    cr_assert(n == 16,
              "a constant that is added to a whole channel moves its mean by as much, and the mean is taken "
              "off again. "
              "%d is not the number of such constants",
              n);
}

Test(counts, steps)
{
    int n = steps_of_an_epoch();
    cr_assert(n == 60000 / 512,
              "512 goes 117 times and a bit into 60000, and the bit is left out; you have %d", n);
}

Test(counts, giving_up)
{
    int n = right_by_giving_up();
    cr_assert(n == 1135, "the net says 1 of every picture, and is right about the ones; you have %d", n);
}

Test(counts, single_place)
{
    int layers = layers_to_a_single_place(), size = 128, halvings = 0;
    for (; size > 1; halvings++)
        size = (size + 2 - 3) / 2 + 1;
    cr_assert(layers == halvings, "128, 64, 32 ... and so on to 1: %d is not how many steps that takes",
              layers);
}
