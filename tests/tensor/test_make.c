/* Making tensors, reading and writing their numbers, changing them in place. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>

#include "autograd/ops.h"
#include "base/error.h"
#include "base/memory.h"
#include "base/pool.h"
#include "base/random.h"
#include "tests/support/expect.h"

Test(make, constants_and_ranges)
{
    EXPECT_VALUES(tensor_zeros(SHAPE(2, 2)), 0, 0, 0, 0);
    EXPECT_VALUES(tensor_ones(SHAPE(3)), 1, 1, 1);
    EXPECT_VALUES(tensor_full(SHAPE(1, 2, 1), -2.5), -2.5f, -2.5f);
    EXPECT_VALUES(tensor_arange(5), 0, 1, 2, 3, 4);
    EXPECT_VALUES(tensor_scalar(7), 7);
    cr_expect(eq(int, tensor_scalar(7)->n_dims, 0));
    EXPECT_VALUES(tensor_of(SHAPE(2, 2), 1, 2, 3, 4), 1, 2, 3, 4);
    EXPECT_VALUES(tensor_one_hot(tensor_of(SHAPE(3), 2, 0, 1), 3), 0, 0, 1, 1, 0, 0, 0, 1, 0);
    Tensor *none = tensor_zeros(SHAPE(3, 0, 2));
    cr_expect(eq(i64, tensor_count(none), 0));
    cr_expect(eq(i64, tensor_count(tensor_arange(0)), 0));
    cr_expect(eq(i64, tensor_count(tensor_empty(SHAPE(1, 2, 3, 4, 5, 6))), 720));
    cr_expect(error_ok());
}

Test(make, random_numbers_are_those_of_pytorch)
{
    random_seed(42);
    Tensor *normal = tensor_randn(SHAPE(4, 5));
    const double first[] = {1.9269, 1.4873, .9007, -2.1055, -.7581, 1.0783};
    for (int i = 0; i < 5; i++)
        cr_expect(epsilon_eq(dbl, tensor_at(normal, 0, i), first[i], 5e-5));
    cr_expect(epsilon_eq(dbl, tensor_at(normal, 1, 0), first[5], 5e-5));
    random_seed(442);
    Tensor *uniform = tensor_rand(SHAPE(12));
    cr_expect(epsilon_eq(dbl, tensor_at(uniform, 0) - 0.5, -.4629, 5e-5));
    cr_expect(epsilon_eq(dbl, tensor_at(uniform, 11) - 0.5, .3625, 5e-5));
}

Test(make, impossible_shapes)
{
    cr_expect(eq(ptr, tensor_zeros(SHAPE(2, -3)), NULL));
    expect_error(ERR_SHAPE, "tensor_empty: shape (2, -3) is not possible", "");
    cr_expect(eq(ptr, tensor_empty((Shape){.n_dims = 7}), NULL));
    expect_error(ERR_SHAPE, "tensor_empty: 7 axes, at most 6 are possible", "");
    cr_expect(eq(ptr, tensor_empty((Shape){.n_dims = -1}), NULL));
    expect_error(ERR_SHAPE, "tensor_empty: -1 axes, at most 6 are possible", "");
    /* Products that overflow, also behind a size of 0, where they are only strides. */
    cr_expect(eq(ptr, tensor_empty(SHAPE(1LL << 40, 1LL << 40)), NULL));
    cr_expect(eq(int, error_code(), ERR_SHAPE));
    error_clear();
    cr_expect(eq(ptr, tensor_empty(SHAPE(0, 1LL << 40, 1LL << 40)), NULL));
    cr_expect(eq(int, error_code(), ERR_SHAPE));
    error_clear();
    cr_expect(eq(ptr, tensor_reshape(tensor_zeros(SHAPE(0)), SHAPE(0, 1LL << 40, 1LL << 40)), NULL));
    cr_expect(eq(int, error_code(), ERR_SHAPE));
    error_clear();
    cr_expect(eq(ptr, tensor_arange((1 << 24) + 1), NULL));
    expect_error(ERR_SHAPE, "tensor_arange: 16777217 numbers: a float counts to 16777216", "");
    cr_expect(eq(ptr, tensor_expand(tensor_ones(SHAPE(1)), SHAPE(1LL << 40, 1LL << 40)), NULL));
    cr_expect(eq(int, error_code(), ERR_SHAPE));
    error_clear();
    cr_expect(eq(ptr, tensor_expand(tensor_ones(SHAPE(1)), SHAPE(-5)), NULL));
    expect_error(ERR_SHAPE, "tensor_expand: shape (-5) is not possible", "");
    cr_expect(eq(ptr, tensor_of(SHAPE(2, 2), 1, 2, 3), NULL));
    expect_error(ERR_SHAPE, "tensor_from: 3 values for shape (2, 2), which has room for 4", "");
}

Test(make, reading_one_number)
{
    Tensor *x = tensor_of(SHAPE(2, 3), 1, 2, 3, 4, 5, 6), *turned = tensor_transpose(x);
    cr_expect(eq(dbl, tensor_at(x, 1, 0), 4));
    cr_expect(eq(dbl, tensor_at(turned, 0, 1), 4));
    cr_expect(eq(dbl, tensor_item(tensor_slice(tensor_index(turned, 2), 0, 1, 2)), 6));
    cr_expect(isnan(tensor_item(x)));
    expect_error(ERR_SHAPE, "tensor_item: (2, 3) has 6 elements, not one",
                 "tensor_mean, tensor_sum or tensor_at make one number of many");
    cr_expect(isnan(tensor_at(x, 1, 3)));
    expect_error(ERR_VALUE, "tensor_at: position 3 on axis 1 of (2, 3)", "");
    cr_expect(isnan(tensor_at(x, -1, 0)));
    expect_error(ERR_VALUE, "tensor_at: position -1 on axis 0 of (2, 3)", "");
    cr_expect(isnan(tensor_at(x, 1)));
    expect_error(ERR_SHAPE, "tensor_at: 1 positions for (2, 3)", "");
}

Test(make, changing_in_place)
{
    Tensor *x = tensor_zeros(SHAPE(2, 3)), *row = tensor_index(x, 1);
    cr_assert(tensor_fill_(row, 5));
    EXPECT_VALUES(x, 0, 0, 0, 5, 5, 5);
    cr_assert(tensor_copy_(tensor_transpose(x), tensor_of(SHAPE(3, 1), 1, 2, 3)));
    EXPECT_VALUES(x, 1, 2, 3, 1, 2, 3);
    cr_assert(tensor_add_(x, tensor_of(SHAPE(2, 1), 10, 20), 0.5));
    EXPECT_VALUES(x, 6, 7, 8, 11, 12, 13);
    cr_assert(tensor_add_(x, x, -1));
    EXPECT_VALUES(x, 0, 0, 0, 0, 0, 0);
    cr_assert(tensor_write(row, (const float[]){7, 8, 9}));
    EXPECT_VALUES(x, 0, 0, 0, 7, 8, 9);

    cr_expect(not(tensor_write(tensor_transpose(x), (const float[]){1, 2, 3, 4, 5, 6})));
    expect_error(ERR_SHAPE, "tensor_write: (3, 2) is a view with gaps",
                 "write to the tensor it was cut from, or use tensor_copy_");
    cr_expect(not(tensor_copy_(x, tensor_ones(SHAPE(2)))));
    expect_error(ERR_SHAPE, "tensor_copy_: (2) cannot be stretched to (2, 3)",
                 "shapes are aligned at their last axis; only sizes of 1 stretch");
    cr_expect(not(tensor_add_(row, x, 1)));
    cr_expect(eq(int, error_code(), ERR_SHAPE));
    error_clear();
}

/* Source and target that are views of the same numbers: as if the source had been read before anything is
 * written. */
Test(make, in_place_on_overlapping_views)
{
    Tensor *x = tensor_arange(6);
    cr_assert(tensor_copy_(tensor_slice(x, 0, 1, 6), tensor_slice(x, 0, 0, 5)));
    EXPECT_VALUES(x, 0, 0, 1, 2, 3, 4);
    cr_assert(tensor_add_(tensor_slice(x, 0, 1, 6), tensor_slice(x, 0, 0, 5), 1));
    EXPECT_VALUES(x, 0, 0, 1, 3, 5, 7);
    Tensor *square = tensor_of(SHAPE(2, 2), 1, 2, 3, 4);
    cr_assert(tensor_copy_(square, tensor_transpose(square)));
    EXPECT_VALUES(square, 1, 3, 2, 4);
    cr_assert(tensor_add_(square, tensor_index(square, 0), 1));
    EXPECT_VALUES(square, 2, 6, 3, 7);
    cr_assert(tensor_copy_(square, square));
    EXPECT_VALUES(square, 2, 6, 3, 7);

    Tensor *wide = tensor_expand(tensor_ones(SHAPE(1, 2)), SHAPE(3, 2));
    cr_expect(not(tensor_add_(wide, tensor_ones(SHAPE(3, 2)), 1)));
    expect_error(ERR_STATE, "tensor_add_: axis 0 of (3, 2) is stretched, its elements are one number",
                 "tensor_contiguous makes a copy with room for each");
    cr_expect(not(tensor_copy_(wide, tensor_ones(SHAPE(3, 2)))));
    error_clear();
}

/* No elements are no reason to fail: there is nothing to write, and nothing stretched. */
Test(make, in_place_without_elements)
{
    Tensor *none = tensor_zeros(SHAPE(2, 0)), *turned = tensor_transpose(tensor_zeros(SHAPE(0, 2)));
    cr_expect(tensor_copy_(none, tensor_ones(SHAPE(1))));
    cr_expect(tensor_add_(none, tensor_ones(SHAPE(2, 1)), 1));
    cr_expect(tensor_same_shape(tensor_contiguous(turned), none));
    cr_expect(eq(i64, tensor_count(tensor_flatten(turned, 0)), 0));
    cr_expect(error_ok(), "%s", error_text());
}

Test(make, comparing)
{
    Tensor *a = tensor_of(SHAPE(3), 1, 2, INFINITY), *b = tensor_of(SHAPE(3), 1, 2.001f, INFINITY);
    cr_expect(tensor_equal(a, a));
    cr_expect(not(tensor_equal(a, b)));
    cr_expect(tensor_all_close(a, b, 1e-3, 0));
    cr_expect(not(tensor_all_close(a, b, 0, 1e-4)));
    cr_expect(not(tensor_all_close(a, tensor_of(SHAPE(3), 1, 2, 3), 1, 1)), "nothing is close to infinity");
    cr_expect(not(tensor_all_close(tensor_of(SHAPE(3), 1, 2, 3), a, 1, 1)));
    cr_expect(not(tensor_equal(tensor_scalar(NAN), tensor_scalar(NAN))));
    cr_expect(not(tensor_equal(a, tensor_of(SHAPE(1, 3), 1, 2, INFINITY))));
    cr_expect(not(tensor_equal(a, NULL)));
    cr_expect(tensor_equal(tensor_zeros(SHAPE(0, 2)), tensor_ones(SHAPE(0, 2))));
    cr_expect(error_ok());
}

Test(make, released_values_cannot_be_used)
{
    Tensor *x = tensor_ones(SHAPE(2, 3)), *view = tensor_transpose(x), *y = tensor_ones(SHAPE(2, 3));
    float values[6];
    tensor_release(x);
    tensor_release(x);
    tensor_release(NULL);
    cr_expect(eq(dbl, tensor_at(view, 2, 1), 1), "a view keeps the numbers");
    cr_expect(eq(i64, tensor_count(x), 6), "the shape stays");
    cr_expect(not(tensor_read(x, values)));
    expect_error(ERR_STATE, "tensor_read: the values of an operand (2, 3) were released", "");

    Tensor *row = tensor_ones(SHAPE(3)), *image = tensor_ones(SHAPE(1, 4, 4, 1)),
           *kernel = tensor_ones(SHAPE(1, 2, 2, 1));
    tensor_release(image);
    const void *results[] = {
        tensor_add(x, y),
        tensor_add(y, x),
        tensor_exp(x),
        tensor_sum(x, AXIS0),
        tensor_softmax(x, 0),
        tensor_softmax(x, 1),
        tensor_argmax(x, 0),
        tensor_reshape(x, SHAPE(-1)),
        tensor_transpose(x),
        tensor_slice(x, 0, 0, 1),
        tensor_detach(x),
        tensor_expand(x, SHAPE(2, 2, 3)),
        tensor_matmul(view, x),
        tensor_linear(x, y, NULL),
        tensor_gather(x, row),
        tensor_nll(x, row),
        tensor_bce(x, y),
        tensor_dropout(x, 0.5),
        tensor_cat((Tensor *[]){y, x}, 2, 0),
        tensor_stack((Tensor *[]){x, y}, 2),
        tensor_conv(image, kernel, NULL, (Conv){0}),
        tensor_max_pool(image, (Pool){.size = 2}),
        tensor_adaptive_avg_pool(image, 1, 1),
        tensor_batch_norm(x, row, row, row, row, (BatchNorm){0}),
        tensor_one_hot(x, 2),
        tensor_print(x),
        scope_end_keep(NULL, x),
    };
    for (size_t i = 0; i < sizeof results / sizeof results[0]; i++)
        cr_expect(eq(ptr, (void *)results[i], NULL), "result %zu", i);
    cr_expect(eq(int, error_code(), ERR_STATE));
    error_clear();
    cr_expect(isnan(tensor_item(x)));
    cr_expect(not(tensor_fill_(x, 1)));
    cr_expect(not(tensor_copy_(y, x)));
    cr_expect(not(tensor_add_(x, y, 1)));
    cr_expect(not(tensor_equal(x, y)));
    cr_expect(eq(int, error_code(), ERR_STATE));
}

Test(make, kept_values_outlive_their_scope)
{
    int64_t live = pool_stats().live_bytes;
    Scope outer = scope_begin();
    Scope scope = scope_begin();
    Tensor *big = tensor_arange(1000);
    Tensor *part =
        scope_end_keep(scope, tensor_transpose(tensor_reshape(tensor_slice(big, 0, 4, 8), SHAPE(2, 2))));
    EXPECT_VALUES(part, 4, 6, 5, 7);
    cr_expect(eq(ptr, part->scope, outer));
    cr_expect(eq(ptr, scope_end_keep(scope_begin(), NULL), NULL));
    scope_end(outer);
    cr_expect(eq(i64, pool_stats().live_bytes, live));
    cr_expect(error_ok());
}

/* From its second turn on, a loop finds all memory in the pool and the scopes. */
Test(make, loops_make_no_malloc)
{
    int64_t calls = 0;
    for (int step = 0; step < 5; step++) {
        Scope scope = scope_begin();
        Tensor *x = tensor_rand(SHAPE(33, 7));
        Tensor *y = tensor_softmax(tensor_matmul(tensor_transpose(x), tensor_randn(SHAPE(33, 5))), 0);
        Tensor *hot = tensor_one_hot(tensor_argmax(y, 1), 5);
        cr_expect(ge(dbl, tensor_item(tensor_mean(tensor_mul(y, hot), ALL_AXES)), 0));
        cr_expect(tensor_equal(hot, tensor_mul(hot, hot)));
        Tensor *parts[] = {tensor_slice(x, 1, 0, 3), tensor_slice(x, 1, 3, 7)};
        cr_expect(tensor_equal(tensor_cat(parts, 2, 1), x));
        scope_end(scope);
        if (step == 0)
            calls = mem_allocations();
    }
    cr_expect(eq(i64, mem_allocations(), calls));
}
