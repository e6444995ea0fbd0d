/* The tests of exercise 02.3: the library computes what was predicted. */
#include "ex3_shapes.h"

#include "autograd/ops.h"
#include "base/error.h"

#include <criterion/criterion.h>

static void predicted(int said, double computed, const char *why)
{
    cr_assert(error_ok(), "the library stumbled over the line itself: %s", error_text());
    cr_assert(said == computed, "you said %d, and it is not. %s", said, why);
}

Test(shapes, axes_of_a_stack)
{
    int said = axes_of_a_stack();
    Tensor *images[7];
    for (int i = 0; i < 7; i++)
        images[i] = tensor_zeros(SHAPE(28, 28));
    predicted(
        said, tensor_shape(tensor_stack(images, 7)).n_dims,
        "Each image has two axes, and which of the seven it is takes one more: axes are counted, not sizes");
}

Test(shapes, numbers_of_a_sum)
{
    int said = numbers_of_a_sum();
    Tensor *sum = tensor_add(tensor_zeros(SHAPE(8, 1, 6, 1)), tensor_zeros(SHAPE(7, 1, 5)));
    predicted(said, (double)tensor_count(sum),
              "Write one shape below the other, aligned at the right; each 1, and the missing size, "
              "stretches. Then multiply "
              "all four");
}

Test(shapes, does_it_fit)
{
    int said = does_it_fit();
    Tensor *sum = tensor_add(tensor_zeros(SHAPE(2, 3)), tensor_zeros(SHAPE(2)));
    error_clear();
    predicted(said, sum != NULL,
              "The shapes meet at their last axis: which two sizes stand one below the other there?");
}

Test(shapes, sum_of_the_corner)
{
    int said = sum_of_the_corner();
    Tensor *square = tensor_of(SHAPE(3, 3), 1, 2, 3, 4, 5, 6, 7, 8, 9);
    Tensor *corner = tensor_slice(tensor_slice(tensor_mul_scalar(square, 2), 0, 1, 3), 1, 1, 3);
    predicted(
        said, tensor_item(tensor_sum(corner, ALL_AXES)),
        "The bottom right four are the last two columns of the last two rows, and all of them are doubled");
}

Test(shapes, stride_after_transpose)
{
    int said = stride_after_transpose();
    predicted(said, (double)tensor_transpose(tensor_zeros(SHAPE(3, 4)))->stride[0],
              "A transposed view moves no number, it exchanges sizes and strides. Axis 0 of the result was "
              "axis 1 of the "
              "matrix: how far apart are neighbours in a row?");
}
