/* Losses: published values, extreme logits, and labels that are none. */
#include <math.h>

#include "base/random.h"
#include "nn/loss.h"
#include "tests/support/expect.h"
#include "tests/support/values.h"

/* The table of the book's chapter 5: seed 42, six pairs of logits. */
Test(loss, cross_entropy_of_the_book)
{
    random_seed(42);
    Tensor *logits = tensor_mul_scalar(tensor_randn(SHAPE(6, 2)), 2);
    Tensor *labels = tensor_of(SHAPE(6), 0, 1, 0, 1, 1, 0);
    Tensor *items = nn_cross_entropy_items(logits, labels);
    cr_expect(tensor_all_close(items, tensor_of(SHAPE(6), .5067f, .6973f, 2.0160f, 5.6958f, .9062f, 1.0048f),
                               0, 5e-5));
    cr_expect(epsilon_eq(dbl, tensor_item(nn_cross_entropy(logits, labels)), 1.8045, 5e-5));
    cr_expect(epsilon_eq(dbl, nn_accuracy(logits, labels), 1.0 / 6, 1e-7));
}

Test(loss, extreme_logits_give_finite_losses_and_gradients)
{
    const float x[] = {1e4f, -1e4f, 0, 3e38f, -3e38f, 0, 1e4f, 1e4f, 1e4f};
    Tensor *logits = tensor_requires_grad(tensor_from(SHAPE(3, 3), x, 9));
    Tensor *items = nn_cross_entropy_items(logits, tensor_of(SHAPE(3), 1, 0, 2));
    cr_expect(tensor_all_close(items, tensor_of(SHAPE(3), 2e4f, 0, logf(3)), 1e-6, 0));
    cr_assert(tensor_backward(tensor_mean(items, ALL_AXES)));
    cr_expect(tensor_all_close(
        logits->grad,
        tensor_mul_scalar(tensor_of(SHAPE(3, 3), 1, -1, 0, 0, 0, 0, 1 / 3.0f, 1 / 3.0f, -2 / 3.0f), 1 / 3.0),
        1e-5, 1e-7));

    Tensor *one = tensor_requires_grad(tensor_of(SHAPE(4), 1e4f, -1e4f, 1e4f, -1e4f));
    Tensor *loss = nn_binary_cross_entropy(one, tensor_of(SHAPE(4), 1, 0, 0, 1));
    cr_expect(eq(dbl, tensor_item(loss), 5000));
    cr_assert(tensor_backward(loss));
    cr_expect(tensor_equal(one->grad, tensor_of(SHAPE(4), 0, 0, 0.25f, -0.25f)));
    cr_expect(error_ok());
}

/* A net that starts with all weights 0 gives the logit 0, where |x| and max(x, 0) have no slope of their own.
 */
Test(loss, binary_cross_entropy_learns_from_a_logit_of_zero)
{
    Tensor *logits = tensor_requires_grad(tensor_zeros(SHAPE(2)));
    cr_assert(tensor_backward(nn_binary_cross_entropy(logits, tensor_of(SHAPE(2), 0, 1))));
    cr_expect(tensor_equal(logits->grad, tensor_of(SHAPE(2), 0.25f, -0.25f)));
}

Test(loss, labels_out_of_range_are_named)
{
    Tensor *logits = tensor_requires_grad(tensor_zeros(SHAPE(3, 4)));
    const char *hint = "indices and labels are whole numbers from 0 to 3";
    cr_expect(eq(ptr, nn_cross_entropy(logits, tensor_of(SHAPE(3), 0, 4, 1)), NULL));
    expect_error(ERR_VALUE, "tensor_nll: index 4 at position 1, with 4 to choose from", hint);
    cr_expect(eq(ptr, nn_cross_entropy(logits, tensor_of(SHAPE(3), 0, 3, -1)), NULL));
    expect_error(ERR_VALUE, "tensor_nll: index -1 at position 2, with 4 to choose from", hint);
    cr_expect(eq(ptr, nn_cross_entropy(logits, tensor_of(SHAPE(3), 0.5f, 3, 1)), NULL));
    expect_error(ERR_VALUE, "tensor_nll: index 0.5 at position 0, with 4 to choose from", hint);
    cr_expect(eq(ptr, nn_label_smoothing_items(logits, tensor_of(SHAPE(3), 0, 4, 1)), NULL));
    expect_error(
        ERR_VALUE,
        "tensor_one_hot, or the way back of tensor_nll: index 4 at position 1, with 4 to choose from", hint);
    cr_expect(eq(ptr, nn_cross_entropy(logits, tensor_of(SHAPE(3), 0, NAN, 1)), NULL));
    cr_expect(eq(int, error_code(), ERR_VALUE));
    error_clear();

    /* Labels that go wrong between forward and backward must not write outside either. */
    Tensor *labels = tensor_of(SHAPE(3), 0, 3, 1), *loss = nn_cross_entropy(logits, labels);
    cr_assert(tensor_fill_(labels, 1e9));
    cr_expect(not(tensor_backward(loss)));
    cr_expect(eq(int, error_code(), ERR_VALUE));
}

Test(loss, shapes_that_would_stretch_are_refused)
{
    Tensor *row = tensor_ones(SHAPE(4)), *column = tensor_ones(SHAPE(4, 1));
    const char *hint = "they must have one shape: tensor_reshape one of them";
    expect_refused(nn_mse(row, column), "nn_mse: prediction (4), target (4, 1)", hint);
    expect_refused(nn_l1(column, row), "nn_l1: prediction (4, 1), target (4)", hint);
    expect_refused(nn_binary_cross_entropy(row, column),
                   "nn_binary_cross_entropy: prediction (4), target (4, 1)", hint);
    Tensor *images = tensor_ones(SHAPE(2, 3, 5));
    expect_refused(nn_cross_entropy_soft_items(images, images),
                   "nn_cross_entropy_soft_items: (2, 3, 5), not (n, classes)", "");
    cr_expect(isnan(nn_accuracy(tensor_ones(SHAPE(4, 3)), column)));
    expect_error(ERR_SHAPE, "nn_accuracy: prediction (4), target (4, 1)", hint);
    cr_expect(eq(ptr, nn_mse(NULL, row), NULL));
    cr_expect(eq(ptr, nn_cross_entropy(column, NULL), NULL));
    cr_expect(isnan(nn_accuracy(NULL, row)));
    cr_expect(error_ok());
}

Test(loss, accuracy_of_41_right_answers_is_1)
{
    Tensor *labels = tensor_zeros(SHAPE(41));
    cr_expect(eq(dbl, nn_accuracy(tensor_one_hot(labels, 3), labels), 1));
    cr_expect(eq(dbl, tensor_item(tensor_mean(tensor_ones(SHAPE(83)), ALL_AXES)), 1));
}

/* Labels as probabilities: those of one class give what its number gives, and a mixture the mixture of both,
 * with the slope softmax(logits) - probabilities. */
Test(loss, soft_labels)
{
    random_seed(7);
    Tensor *logits = tensor_requires_grad(tensor_randn(SHAPE(5, 3)));
    Tensor *a = tensor_of(SHAPE(5), 0, 1, 2, 1, 0), *b = tensor_of(SHAPE(5), 2, 2, 1, 1, 1);
    Tensor *hard = nn_cross_entropy_items(logits, a), *other = nn_cross_entropy_items(logits, b);
    cr_expect(tensor_all_close(nn_cross_entropy_soft_items(logits, tensor_one_hot(a, 3)), hard, 1e-6, 1e-7));
    Tensor *soft = tensor_add(tensor_mul_scalar(tensor_one_hot(a, 3), 0.7),
                              tensor_mul_scalar(tensor_one_hot(b, 3), 0.3));
    Tensor *items = nn_cross_entropy_soft_items(logits, soft);
    cr_expect(tensor_all_close(items, tensor_add(tensor_mul_scalar(hard, 0.7), tensor_mul_scalar(other, 0.3)),
                               1e-5, 1e-6));
    cr_assert(tensor_backward(tensor_sum(items, ALL_AXES)));
    cr_expect(tensor_all_close(logits->grad, tensor_sub(tensor_softmax(logits, 1), soft), 1e-5, 1e-6));
    expect_refused(nn_cross_entropy_soft_items(logits, a),
                   "nn_cross_entropy_soft_items: prediction (5, 3), target (5)",
                   "they must have one shape: tensor_reshape one of them");
}

Test(loss, label_smoothing_as_torch_has_it)
{
    Tensor *logits = tensor_from(SHAPE(2, 3), (const float[]){1, 2, 4, 0, 0, -3}, 6);
    Tensor *labels = tensor_full(SHAPE(2), 2),
           *wanted = tensor_from(SHAPE(2), (const float[]){0.3365f, 3.5177f}, 2);
    cr_expect(tensor_all_close(nn_label_smoothing_items(logits, labels), wanted, 0, 1e-4));
}
