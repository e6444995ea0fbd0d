/* The tests of exercise 16.4: the library's convolution is asked the same. */
#include "ex4_shortcut.h"

#include "base/error.h"
#include "nn/init.h"

#include <criterion/criterion.h>

static Tensor *answer(Tensor *x, Tensor *weight, Shape wanted)
{
    Tensor *y = shortcut(x, weight);
    cr_assert(y != NULL, "nothing came back: %s", error_ok() ? "NULL was returned" : error_text());
    Shape got = tensor_shape(y);
    bool same = got.n_dims == wanted.n_dims;
    for (int i = 0; i < wanted.n_dims && same; i++)
        same = got.size[i] == wanted.size[i];
    cr_assert(same, "the shape is (%s), and should be (%s)", shape_text(got), shape_text(wanted));
    return y;
}

/* 4 x 4 places numbered 0 to 15, and a weight of 1. */
Test(shortcut, takes_every_second_place)
{
    Tensor *x = tensor_of(SHAPE(1, 4, 4, 1), 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    Tensor *y = answer(x, tensor_of(SHAPE(1, 1), 1), SHAPE(1, 2, 2, 1));
    cr_assert(
        tensor_all_close(y, tensor_of(SHAPE(1, 2, 2, 1), 0, 2, 8, 10), 0, 0),
        "of places numbered row after row from 0 to 15, 0, 2, 8 and 10 are wanted, not %g, %g, %g and %g",
        tensor_at(y, 0, 0, 0, 0), tensor_at(y, 0, 0, 1, 0), tensor_at(y, 0, 1, 0, 0),
        tensor_at(y, 0, 1, 1, 0));
}

Test(shortcut, a_row_for_each_channel)
{
    Tensor *x = tensor_of(SHAPE(1, 2, 2, 2), 3, 5, 0, 0, 0, 0, 0, 0);
    Tensor *y = answer(x, tensor_of(SHAPE(2, 2), 1, 10, 100, 1000), SHAPE(1, 1, 1, 2));
    cr_assert(
        tensor_at(y, 0, 0, 0, 0) == 53 && tensor_at(y, 0, 0, 0, 1) == 5300,
        "3 and 5 with the rows (1, 10) and (100, 1000) make 53 and 5300, not %g and %g. Rows or columns?",
        tensor_at(y, 0, 0, 0, 0), tensor_at(y, 0, 0, 0, 1));
}

Test(shortcut, is_the_convolution)
{
    Tensor *x = nn_init_normal(tensor_empty(SHAPE(3, 6, 10, 5)), 0, 1);
    Tensor *weight = nn_init_normal(tensor_empty(SHAPE(7, 5)), 0, 1);
    Tensor *wanted = tensor_conv(x, tensor_reshape(weight, SHAPE(7, 1, 1, 5)), NULL, (Conv){.stride = 2});
    Tensor *y = answer(x, weight, SHAPE(3, 3, 5, 7));
    cr_assert(
        tensor_all_close(y, wanted, 1e-4, 1e-5),
        "on random numbers, three pictures of 6 x 10, it differs from tensor_conv with a stride of 2. Are "
        "down and across mixed up, or two pictures?");
}
