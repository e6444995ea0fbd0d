/* The rules of backward: how gradients add up, what is recorded, and what is refused. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "autograd/ops.h"
#include "base/error.h"
#include "tests/support/expect.h"
#include "tests/support/on_device.h"

static Tensor *parameter(double value)
{
    return tensor_requires_grad(tensor_scalar(value));
}

static double slope(Tensor *t)
{
    return t->grad ? tensor_item(t->grad) : NAN;
}

Test(backward, gradients_add_until_they_are_cleared)
{
    Tensor *x = tensor_requires_grad(tensor_of(SHAPE(3), 3, 4, 10));
    for (int times = 1; times <= 3; times++) { /* of x^2: 2x, then 4x, then 6x */
        cr_assert(tensor_backward(tensor_sum(tensor_square(x), ALL_AXES)));
        cr_expect(tensor_equal(x->grad, tensor_mul_scalar(x, 2 * times)));
    }
    const Tensor *grad = x->grad;
    tensor_zero_grad(x);
    cr_expect(tensor_equal(x->grad, tensor_zeros(SHAPE(3))));
    cr_assert(tensor_backward(tensor_sum(tensor_square(x), ALL_AXES)));
    cr_expect(tensor_equal(x->grad, tensor_of(SHAPE(3), 6, 8, 20)));
    cr_expect(eq(ptr, x->grad, (void *)grad), "the buffer of a parameter's gradient stays");
    tensor_zero_grad(NULL);
    tensor_zero_grad(tensor_ones(SHAPE(2)));
}

Test(backward, keeps_the_gradient_of_a_value_on_the_way_when_asked)
{
    Tensor *x = tensor_requires_grad(tensor_of(SHAPE(2), 3, -1));
    Tensor *square = tensor_retain_grad(tensor_square(x)), *seen = tensor_detach(square);
    Tensor *up = tensor_add(tensor_mul_scalar(square, 2), square), *down = tensor_relu(square);
    tensor_release(square); /* its value is somebody else's business */
    cr_assert(tensor_backward(tensor_sum(tensor_add(up, down), ALL_AXES)));
    cr_expect(tensor_equal(seen, tensor_of(SHAPE(2), 9, 1)));
    cr_expect(tensor_equal(square->grad, tensor_of(SHAPE(2), 4, 4)), "from three ways");
    cr_expect(tensor_equal(x->grad, tensor_of(SHAPE(2), 24, -8)));
    cr_expect(eq(ptr, up->grad, NULL));
    cr_expect(eq(ptr, tensor_retain_grad(NULL), NULL));
    cr_expect(eq(ptr, tensor_retain_grad(x), x), "a parameter keeps its gradient anyway");
}

Test(backward, a_gradient_that_was_kept_is_no_part_of_a_later_one)
{
    Tensor *x = parameter(3), *other = parameter(5);
    Tensor *square = tensor_retain_grad(tensor_square(x));
    cr_assert(tensor_backward(tensor_mul_scalar(square, 2)));
    cr_assert(tensor_backward(tensor_square(other)), "%s", error_text()); /* later on the same tape */
    cr_expect(eq(dbl, slope(other), 10));
    cr_expect(eq(dbl, slope(square), 2), "it stays");

    cr_expect(not(tensor_backward(tensor_add(square, other))), "nor does it hide what is used up");
    expect_error(ERR_STATE, "tensor_backward: the tape behind pow was used up by an earlier backward",
                 "compute the loss again before every tensor_backward");
    cr_expect(eq(dbl, slope(x), 12));
}

Test(backward, every_way_to_a_parameter_counts)
{
    Tensor *x = parameter(3);
    Tensor *shared = tensor_mul(x, x);                                    /* x^2                */
    Tensor *y = tensor_add(tensor_mul(shared, x), tensor_add(shared, x)); /* x^3 + x^2 + x      */
    cr_assert(tensor_backward(y));
    cr_expect(eq(dbl, slope(x), 27 + 6 + 1));
    cr_expect(eq(ptr, shared->grad, NULL), "only parameters keep a gradient");

    Tensor *a = parameter(2); /* both inputs of one op, and gradients that share memory */
    cr_assert(tensor_backward(tensor_add(tensor_add(a, a), tensor_add(a, a))));
    cr_expect(eq(dbl, slope(a), 4));

    Tensor *v = tensor_requires_grad(tensor_of(SHAPE(2, 2), 1, 2, 3, 4)); /* views of one parameter */
    Tensor *row = tensor_index(v, 1), *column = tensor_slice(tensor_transpose(v), 0, 0, 1);
    cr_assert(tensor_backward(tensor_add(tensor_sum(row, ALL_AXES), tensor_sum(column, ALL_AXES))));
    cr_expect(tensor_equal(v->grad, tensor_of(SHAPE(2, 2), 1, 0, 2, 1)));

    Tensor *w = tensor_requires_grad(tensor_ones(SHAPE(2, 3))); /* from (3) up, and down again */
    Tensor *wide = tensor_expand(tensor_sum(w, AXIS0), SHAPE(4, 3));
    cr_assert(tensor_backward(tensor_sum(tensor_mul(wide, wide), ALL_AXES)));
    cr_expect(tensor_equal(w->grad, tensor_full(SHAPE(2, 3), 4 * 2 * 2)));
}

/* Products add to the gradient that is there, unless it is one of their operands. */
Test(backward, products_add_up)
{
    Tensor *w = tensor_requires_grad(tensor_of(SHAPE(2, 2), 1, 2, 3, 4)), *x = tensor_of(SHAPE(1, 2), 5, 7);
    Tensor *twice = tensor_add(tensor_matmul(x, w), tensor_linear(x, w, NULL));
    cr_assert(tensor_backward(tensor_sum(twice, ALL_AXES)));
    cr_expect(tensor_equal(w->grad, tensor_of(SHAPE(2, 2), 5 + 5, 5 + 7, 7 + 5, 7 + 7)));

    enum { N = 100 };
    Tensor *large = tensor_requires_grad(tensor_ones(SHAPE(N, N)));
    Tensor *numbers = tensor_add(tensor_reshape(tensor_arange(N), SHAPE(N, 1)), tensor_arange(N)); /* i + j */
    cr_assert(tensor_backward_from(tensor_mul_scalar(large, 1), numbers));
    Tensor *product = tensor_matmul(large->grad, large); /* to what its backward reads it must not add */
    cr_assert(tensor_backward_from(product, tensor_ones(SHAPE(N, N))));
    Tensor *sums = tensor_sum(numbers, AXIS0), *column = tensor_reshape(sums, SHAPE(N, 1));
    cr_expect(tensor_equal(large->grad, tensor_add(numbers, column)));
}

/* A net that doubles its depth at each step has 2^40 ways from loss to x; each node must still run once. */
Test(backward, shared_nodes_run_once)
{
    Tensor *x = parameter(1);
    Tensor *y = x;
    for (int i = 0; i < 40; i++)
        y = tensor_add(y, y);
    cr_assert(tensor_backward(y));
    cr_expect(eq(dbl, slope(x), 0x1p40));
}

Test(backward, a_gradient_given_is_not_changed)
{
    Tensor *x = tensor_requires_grad(tensor_of(SHAPE(2), 1, 2));
    Tensor *y = tensor_add(x, tensor_mul_scalar(x, 3)), *given = tensor_of(SHAPE(2), 1, 10);
    cr_assert(tensor_backward_from(y, given));
    cr_expect(tensor_equal(x->grad, tensor_of(SHAPE(2), 4, 40)));
    cr_expect(tensor_equal(given, tensor_of(SHAPE(2), 1, 10)));

    Tensor *again = tensor_add_scalar(x, 0); /* given's memory must not become x's gradient either */
    cr_assert(tensor_backward_from(again, given));
    cr_assert(tensor_fill_(given, 77));
    cr_expect(tensor_equal(x->grad, tensor_of(SHAPE(2), 5, 50)));

    Tensor *same = tensor_relu(tensor_neg(tensor_neg(x))); /* these write over the gradients between them */
    cr_assert(tensor_backward_from(same, given));
    cr_expect(tensor_equal(given, tensor_of(SHAPE(2), 77, 77)));
    cr_expect(tensor_equal(x->grad, tensor_of(SHAPE(2), 82, 127)));

    cr_expect(not(tensor_backward_from(tensor_mul_scalar(x, 2), tensor_ones(SHAPE(3)))));
    expect_error(ERR_SHAPE, "tensor_backward: gradient (3) for an output (2)", "");
    cr_expect(not(tensor_backward_from(y, NULL)));
    cr_expect(not(tensor_backward(NULL)));
    cr_expect(error_ok());
}

Test(backward, what_it_refuses)
{
    Tensor *x = tensor_requires_grad(tensor_ones(SHAPE(2)));
    Tensor *y = tensor_sum(tensor_exp(x), ALL_AXES);
    cr_assert(tensor_backward(y));
    cr_expect(not(tensor_backward(y)));
    expect_error(ERR_STATE, "tensor_backward: the tape behind sum was used up by an earlier backward",
                 "compute the loss again before every tensor_backward");

    cr_expect(not(tensor_backward(tensor_exp(x))));
    expect_error(ERR_SHAPE, "tensor_backward: a loss is one number, this is (2)",
                 "take the mean: tensor_mean(x, ALL_AXES)");

    const char *hint = "tensor_requires_grad the parameters, and compute the loss with recording on";
    cr_expect(not(tensor_backward(tensor_sum(tensor_ones(SHAPE(2)), ALL_AXES))));
    expect_error(ERR_STATE, "tensor_backward: nothing on the tape leads to this tensor ()", hint);
    cr_expect(not(tensor_backward(parameter(1))));
    expect_error(ERR_STATE, "tensor_backward: nothing on the tape leads to this tensor ()", hint);

    /* One loss used up the part that both have in common. */
    Tensor *common = tensor_square(x), *one = tensor_sum(common, ALL_AXES),
           *two = tensor_mean(common, ALL_AXES);
    cr_assert(tensor_backward(one));
    cr_expect(not(tensor_backward(two)));
    cr_expect(eq(int, error_code(), ERR_STATE));
    error_clear();
    cr_expect(eq(ptr, common->grad, NULL), "a backward that fails leaves nothing behind");

    Tensor *loss = tensor_sum(x, ALL_AXES);
    tensor_release(loss);
    cr_expect(not(tensor_backward(loss)));
    cr_expect(eq(int, error_code(), ERR_STATE));
    error_clear();
}

Test(backward, what_becomes_a_parameter_later_gets_nothing)
{
    Tensor *w = tensor_requires_grad(tensor_full(SHAPE(2), 3)), *x = tensor_ones(SHAPE(2));
    Tensor *loss = tensor_sum(tensor_mul(w, x), ALL_AXES);
    tensor_requires_grad(x);
    cr_assert(tensor_backward(loss), "%s", error_text());
    cr_expect(eq(ptr, x->grad, NULL));
    cr_expect(eq(dbl, tensor_at(w->grad, 1), 1));
}

Test(backward, records_only_what_leads_to_a_parameter)
{
    Tensor *x = parameter(2), *constant = tensor_scalar(5);
    cr_expect(eq(i64, tape_length(), 0));
    Tensor *y = tensor_mul(constant, tensor_exp(constant));
    cr_expect(eq(i64, tape_length(), 0));
    cr_expect(eq(ptr, y->node, NULL));
    cr_expect(not(y->needs_grad));

    cr_expect(grad_enable(false));
    cr_expect(not(grad_enabled()));
    Tensor *silent = tensor_mul(x, x);
    cr_expect(eq(i64, tape_length(), 0));
    cr_expect(not(silent->needs_grad));
    cr_expect(not(grad_enable(true)));

    Tensor *cut = tensor_detach(tensor_mul(x, x)); /* x^2 as a constant: d/dx (4 x) = 4 */
    cr_expect(eq(i64, tape_length(), 1));
    cr_assert(tensor_backward(tensor_mul(cut, x)));
    cr_expect(eq(dbl, slope(x), 4));
    cr_expect(eq(ptr, constant->grad, NULL));

    Tensor *frozen = tensor_ones(SHAPE(2, 2)), *head = tensor_requires_grad(tensor_ones(SHAPE(2, 1)));
    Tensor *features = tensor_relu(tensor_matmul(tensor_ones(SHAPE(3, 2)), frozen));
    int64_t before = tape_length();
    cr_assert(tensor_backward(tensor_sum(tensor_matmul(features, head), ALL_AXES)));
    cr_expect(eq(i64, tape_length(), before + 2), "a frozen body costs no tape");
    cr_expect(tensor_equal(head->grad, tensor_full(SHAPE(2, 1), 6)));
}

Test(backward, scopes_take_their_part_of_the_tape_along)
{
    Tensor *x = parameter(3);
    Tensor *outer = tensor_square(x);
    for (int i = 0; i < 3; i++) {
        Scope scope = scope_begin();
        Tensor *inner = tensor_mul_scalar(tensor_add_scalar(outer, 1), 2);
        cr_expect(eq(i64, tape_length(), 3));
        Scope unused = scope_begin();
        tensor_exp(inner);
        scope_end(unused);
        cr_expect(eq(i64, tape_length(), 3));
        scope_end(scope);
        cr_expect(eq(i64, tape_length(), 1));
    }
    Tensor *kept = NULL;
    Scope scope = scope_begin();
    kept = scope_end_keep(scope, tensor_add(outer, x));
    cr_expect(eq(dbl, tensor_item(kept), 12));
    cr_expect(eq(ptr, kept->node, NULL), "what is kept is a leaf without history");

    /* A backward in an inner scope leaves the gradient with the parameter, in the outer one. */
    scope = scope_begin();
    cr_assert(tensor_backward(tensor_mul(outer, tensor_scalar(2))));
    scope_end(scope);
    cr_expect(eq(dbl, slope(x), 12));
    cr_expect(eq(i64, tape_length(), 1));
    cr_assert(tensor_backward(tensor_mul_scalar(x, 1)));
    cr_expect(eq(dbl, slope(x), 13));
}

/* Saved values are the node's own: letting go of a tensor does not disturb backward. */
Test(backward, released_values_are_there_for_backward)
{
    Tensor *x = tensor_requires_grad(tensor_of(SHAPE(2), 1, 2));
    Tensor *a = tensor_exp(x), *b = tensor_mul(a, a), *loss = tensor_sum(b, ALL_AXES);
    tensor_release(a);
    tensor_release(b);
    cr_assert(tensor_backward(loss)); /* d e^2x = 2 e^2x */
    cr_expect(tensor_all_close(x->grad, tensor_of(SHAPE(2), 14.7781122f, 109.1963f), 1e-6, 0));

    for (int train = 0; train < 2; train++) {
        Tensor *gamma = tensor_requires_grad(tensor_ones(SHAPE(2))), *scale = tensor_mul_scalar(gamma, 1);
        Tensor *y = tensor_batch_norm(tensor_of(SHAPE(2, 2), 1, 2, 3, 4), scale, tensor_zeros(SHAPE(2)),
                                      tensor_zeros(SHAPE(2)), tensor_ones(SHAPE(2)),
                                      (BatchNorm){.train = train == 1});
        tensor_release(scale);
        cr_expect(tensor_backward(tensor_sum(tensor_square(y), ALL_AXES)));
        Tensor *expected = train ? tensor_full(SHAPE(2), 4) : tensor_of(SHAPE(2), 20, 40);
        cr_expect(tensor_all_close(gamma->grad, expected, 1e-4, 0), "train %d", train);
    }
}

Test(backward, gives_back_all_memory_but_the_gradients)
{
    Tensor *w = tensor_requires_grad(tensor_ones(SHAPE(64, 64)));
    int64_t after_first = 0;
    for (int step = 0; step < 3; step++) {
        Scope scope = scope_begin();
        Tensor *y = tensor_relu(tensor_matmul(tensor_ones(SHAPE(8, 64)), w));
        cr_assert(tensor_backward(tensor_mean(tensor_square(y), ALL_AXES)));
        scope_end(scope);
        if (step == 0)
            after_first = tensor_bytes();
        cr_expect(eq(i64, tensor_bytes(), after_first));
    }
}

/* Whatever the depth, backward holds the gradients of a layer or two, not of all 20. */
Test(backward, gradients_of_intermediates_live_shortly)
{
    enum { DEPTH = 20, N = 1 << 16 };
    Tensor *x = tensor_requires_grad(tensor_ones(SHAPE(N)));
    Tensor *y = x;
    for (int i = 0; i < DEPTH; i++)
        y = tensor_maximum(tensor_mul_scalar(y, 1), tensor_mul_scalar(y, 0.5));
    Tensor *loss = tensor_sum(y, ALL_AXES);
    int64_t before = tensor_bytes();
    cr_assert(tensor_backward(loss));
    cr_expect(lt(i64, tensor_bytes_peak() - before, 16 * 4 * N));
    cr_expect(tensor_equal(x->grad, tensor_ones(SHAPE(N))));
}

Test(backward, tape_print_lists_the_ops)
{
    Tensor *x = tensor_named(tensor_requires_grad(tensor_ones(SHAPE(4, 3))), "x");
    Tensor *w = tensor_named(tensor_requires_grad(tensor_ones(SHAPE(2, 3))), "w");
    tensor_mean(tensor_relu(tensor_linear(x, w, NULL)), ALL_AXES);
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    tape_print(out);
    fclose(out);
    cr_expect(eq(str, text,
                 "linear           (4, 2) <- x(4, 3) w(2, 3)  saves 72 bytes\n"
                 "relu             (4, 2) <- (4, 2)  saves 32 bytes\n"
                 "mean             () <- (4, 2)  saves 0 bytes\n"));
    free(text);
}

/* With the clock on, both directions of each op have a time, and products a rate. */
Test(backward, tape_profile_times_the_ops)
{
    Tensor *x = tensor_ones(SHAPE(640, 300)), *w = tensor_requires_grad(tensor_ones(SHAPE(200, 300)));
    tape_profile(true);
    cr_assert(tensor_backward(tensor_mean(tensor_relu(tensor_linear(x, w, NULL)), ALL_AXES)));
    tape_profile(false);
    tensor_relu(w);
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    tape_print(out);
    tape_summary(out);
    fclose(out);
    double forward, rate, backward;
    char *line = strstr(text, "forward");
    cr_assert(line != NULL, "%s", text);
    cr_expect(
        eq(int,
           sscanf(line, "forward %lf ms, %*f GB/s, %lf GFLOP/s  backward %lf ms", &forward, &rate, &backward),
           3));
    cr_expect(forward > 0 && backward > 0 && fabs(rate * forward / (2e-6 * 640 * 200 * 300) - 1) < 0.2, "%s",
              text);
    cr_expect(strstr(text, "\nrelu                   2 ") != NULL, "%s", text);
    cr_expect(tape_newest()->seconds[0] == 0, "no time is taken with the clock off");
    free(text);
}

/* Winograd's methods are for one window only; the gradients follow the method of the forward pass. */
Test(backward, convolution_by_a_forced_method)
{
    const char *hint =
        "it needs a 3 x 3 window, stride 1 and pad 0 to 2; CONV_AUTO takes it where it is faster";
    Tensor *x = tensor_ones(SHAPE(1, 6, 6, 1)), *wide = tensor_ones(SHAPE(1, 5, 5, 1));
    cr_expect(eq(ptr, tensor_conv(x, wide, NULL, (Conv){.pad = 2, .method = CONV_WINOGRAD_4}), NULL));
    expect_error(ERR_VALUE, "tensor_conv: Winograd's method with weight (1, 5, 5, 1), stride 1, pad 2", hint);
    Tensor *weight = tensor_ones(SHAPE(1, 3, 3, 1));
    cr_expect(eq(ptr, tensor_conv(x, weight, NULL, (Conv){.stride = 2, .method = CONV_WINOGRAD_2}), NULL));
    expect_error(ERR_VALUE, "tensor_conv: Winograd's method with weight (1, 3, 3, 1), stride 2, pad 0", hint);
    cr_expect(eq(ptr, tensor_conv(x, weight, NULL, (Conv){.method = (ConvMethod)7}), NULL));
    expect_error(ERR_VALUE, "tensor_conv: there is no method 7", "");
}
