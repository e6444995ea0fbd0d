/* The tests of exercise 13.2. */
#include "ex2_sizes.h"

#include "lib.h"

#include <criterion/criterion.h>

Test(sizes, rows)
{
    int rows = rows_after();
    Tensor *y = tensor_conv(tensor_zeros(SHAPE(1, 128, 128, 1)), tensor_zeros(SHAPE(1, 5, 5, 1)), NULL,
                            (Conv){.stride = 2, .pad = 2});
    cr_assert(rows == (int)y->shape[1],
              "the last place of the kernel begins at pixel 124 of 132, and each second "
              "one before it counts too; %d is not how many these are",
              rows);
}

Test(sizes, padding)
{
    int pad = padding_that_keeps_the_size();
    Tensor *y = tensor_conv(tensor_zeros(SHAPE(1, 9, 9, 1)), tensor_zeros(SHAPE(1, 7, 7, 1)), NULL,
                            (Conv){.pad = pad});
    cr_assert(y && y->shape[1] == 9, "9 pixels padded by %d on each side, a kernel of 7: the size becomes %d",
              pad, 9 + 2 * pad - 7 + 1);
}

Test(sizes, parameters)
{
    int n = parameters_of_16_kernels();
    Module *conv = nn_conv(3, 16, 5, (ConvOptions){.stride = 2, .pad = 2});
    cr_assert(
        n == (int)nn_parameter_count(conv),
        "each of the 16 kernels has 5 x 5 places, a weight for every channel at each, and one bias; that is "
        "not %d",
        n);
}

Test(sizes, work)
{
    int n = multiplications();
    cr_assert(n != 64 * 64 * 1200, "with stride 2 the kernel does not stand on every pixel");
    cr_assert(n == 32 * 32 * 1200,
              "a multiplication for each weight, not for biases, at each place where the "
              "kernels stand; that is not %d",
              n);
}

Test(sizes, seen)
{
    int rows = rows_seen_by_three_layers();
    cr_assert(rows != 7, "7 rows would be right if no layer had a stride of 2");
    cr_assert(rows == 9,
              "one number of layer 1 sees 3 rows; layer 2 looks at 3 of these, one row apart. The numbers of "
              "layer 2 are two rows apart. %d is not what three of them see",
              rows);
}

Test(sizes, dense)
{
    int times = times_as_many_weights();
    cr_assert(
        times == 784 * 4 * 676 / (4 * 9),
        "the dense layer has 784 weights for each of 4 x 676 numbers, the convolution 4 x 9 in all; %d is "
        "not how often that goes into it",
        times);
}
