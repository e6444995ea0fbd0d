/* The tests of exercise 16.3: counted, and where it can be, by the library. */
#include "ex3_count.h"

#include "base/error.h"
#include "nn/module.h"

#include <criterion/criterion.h>

static void predicted(int said, int64_t counted, const char *why)
{
    cr_assert(error_ok(), "the library stumbled over the net itself: %s", error_text());
    cr_assert(said == counted, "you said %d, and it is not. %s", said, why);
}

Test(count, convolutions_of_resnet34)
{
    static const int blocks[] = {3, 4, 6, 3};
    int said = convolutions_of_resnet34(), counted = 0;
    for (int stage = 0; stage < 4; stage++)
        for (int block = 0; block < blocks[stage]; block++)
            counted += 2;
    predicted(said, counted,
              "Count the blocks, two for each of them; the stem's convolution is one of 7 x 7, and the last "
              "layer is none");
}

Test(count, weights_of_a_basic_block)
{
    int said = weights_of_a_basic_block();
    Module *conv = nn_conv(64, 64, 3, (ConvOptions){.pad = 1, .no_bias = true});
    predicted(
        said, 2 * nn_parameter_count(conv),
        "Each of the 64 channels that come out looks at 3 x 3 places of all 64 that go in; and there are "
        "two convolutions");
}

Test(count, weights_of_a_shortcut)
{
    int said = weights_of_a_shortcut();
    predicted(
        said, nn_parameter_count(nn_conv(64, 128, 1, (ConvOptions){.stride = 2, .no_bias = true})),
        "At one place, each of the 128 channels that come out has a weight for each of the 64; a stride "
        "costs no weights");
}

/* One channel each: what halves a picture in a ResNet, and nothing else. */
Test(count, places_at_the_end)
{
    int said = places_at_the_end();
    ConvOptions stem = {.stride = 2, .pad = 3}, halves = {.stride = 2, .pad = 1};
    Module *net = nn_sequential(nn_conv(1, 1, 7, stem), nn_max_pool((Pool){.size = 3, .stride = 2, .pad = 1}),
                                nn_conv(1, 1, 3, halves), nn_conv(1, 1, 3, halves), nn_conv(1, 1, 3, halves));
    Tensor *y = nn_forward(net, tensor_zeros(SHAPE(1, 160, 160, 1)));
    predicted(said, y ? y->shape[1] : -1,
              "The stem halves twice, its convolution and its max pool, and three of the four stages once");
}

Test(count, times_the_work)
{
    int said = times_the_work();
    predicted(said, (14 * 14 * 9 * 256 * 256) / (28 * 28 * 9 * 128 * 128),
              "Multiply: how many places there are, how many channels come in, how many go out");
}
