/* Shapes: broadcasting, views, reductions and positions against plain loops, and what is said when sizes do
 * not fit. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "autograd/ops.h"
#include "base/error.h"
#include "base/random.h"
#include "tests/support/expect.h"
#include "tests/support/values.h"

/* Element `flat` of t, counted in row-major order of `shape`, t being stretched to it. */
static double element(Tensor *t, Shape shape, int64_t flat)
{
    int64_t index[MAX_DIMS];
    for (int i = shape.n_dims - 1; i >= 0; i--) {
        int axis = i - (shape.n_dims - t->n_dims);
        if (axis >= 0)
            index[axis] = t->shape[axis] == 1 ? 0 : flat % shape.size[i];
        flat /= shape.size[i];
    }
    return tensor_at_index(t, t->n_dims, index);
}

static Shape random_shape(Stream *stream, int n_dims)
{
    Shape shape = {.n_dims = n_dims};
    for (int i = 0; i < n_dims; i++)
        shape.size[i] = 1 + stream_below(stream, 4);
    return shape;
}

/* A view: its axes in another order, and every axis cut out of a longer one. */
static Tensor *random_view(Stream *stream, Shape shape)
{
    Shape larger = {.n_dims = shape.n_dims}, order = {.n_dims = shape.n_dims};
    for (int i = 0; i < shape.n_dims; i++) {
        int64_t j = stream_below(stream, i + 1);
        order.size[i] = order.size[j];
        order.size[j] = i;
    }
    int64_t cut[MAX_DIMS];
    for (int i = 0; i < shape.n_dims; i++) {
        cut[order.size[i]] = stream_below(stream, 3);
        larger.size[order.size[i]] = shape.size[i] + cut[order.size[i]];
    }
    Tensor *t = tensor_permute(values_tensor(larger, -2, 2, stream_u32(stream)), order);
    for (int i = 0; i < shape.n_dims; i++)
        t = tensor_slice(t, i, cut[order.size[i]], cut[order.size[i]] + shape.size[i]);
    return t;
}

Test(shape, broadcasting_of_random_views)
{
    Stream stream = stream_of(1, 0, 0);
    for (int round = 0; round < 200; round++) {
        Scope scope = scope_begin();
        int n_dims = (int)stream_below(&stream, 6);
        Shape full = random_shape(&stream, n_dims), shapes[2];
        for (int k = 0; k < 2; k++) { /* drop leading axes, put 1 in place of others */
            int dropped = (int)stream_below(&stream, n_dims + 1);
            shapes[k].n_dims = n_dims - dropped;
            for (int i = 0; i < shapes[k].n_dims; i++)
                shapes[k].size[i] = stream_below(&stream, 3) ? full.size[i + dropped] : 1;
        }
        Tensor *a = random_view(&stream, shapes[0]), *b = random_view(&stream, shapes[1]);
        Tensor *sum = tensor_add(a, b), *less = tensor_lt(a, b);
        cr_assert(error_ok(), "%s", error_text());
        for (int64_t i = 0; i < tensor_count(sum); i++) {
            double x = element(a, tensor_shape(sum), i), y = element(b, tensor_shape(sum), i);
            cr_expect(eq(dbl, element(sum, tensor_shape(sum), i), (double)(float)(x + y)));
            cr_expect(eq(dbl, element(less, tensor_shape(sum), i), x < y));
        }
        Tensor *wide = tensor_expand(a, tensor_shape(sum)), *copy = tensor_zeros(tensor_shape(sum));
        cr_expect(tensor_copy_(copy, a) && tensor_equal(copy, wide));
        cr_expect(tensor_equal(tensor_contiguous(wide), wide));
        scope_end(scope);
    }
}

Test(shape, reductions_of_random_views_over_any_axes)
{
    Stream stream = stream_of(2, 0, 0);
    for (int round = 0; round < 150; round++) {
        Scope scope = scope_begin();
        int n_dims = 1 + (int)stream_below(&stream, 5);
        Shape shape = random_shape(&stream, n_dims), kept = shape;
        Tensor *x = random_view(&stream, shape);
        Axes axes = (Axes)stream_below(&stream, 1 << n_dims);
        for (int i = 0; i < n_dims; i++)
            if (axes & AXIS(i))
                kept.size[i] = 1;
        Tensor *sum = tensor_sum_keep(x, axes), *max = tensor_max(x, axes), *min = tensor_min(x, axes);
        max = tensor_reshape(max, kept), min = tensor_reshape(min, kept);
        cr_assert(error_ok(), "%s", error_text());
        for (int64_t j = 0; j < tensor_count(sum); j++) {
            double total = 0, most = -INFINITY, least = INFINITY;
            for (int64_t i = 0; i < tensor_count(x); i++) {
                int64_t group = 0, rest = i, step = 1; /* which element of the result i belongs to */
                for (int d = n_dims - 1; d >= 0; d--) {
                    group += step * (kept.size[d] == 1 ? 0 : rest % shape.size[d]);
                    rest /= shape.size[d];
                    step *= kept.size[d];
                }
                double value = element(x, shape, i);
                if (group == j)
                    total += value, most = fmax(most, value), least = fmin(least, value);
            }
            cr_expect(epsilon_eq(dbl, element(sum, kept, j), total, 1e-4));
            cr_expect(eq(dbl, element(max, kept, j), most));
            cr_expect(eq(dbl, element(min, kept, j), least));
        }
        int axis = (int)stream_below(&stream, n_dims);
        Tensor *at = tensor_argmax(x, axis), *top = tensor_max(x, AXIS(axis));
        Tensor *hot = tensor_one_hot(tensor_reshape(at, SHAPE(-1)), shape.size[axis]);
        Shape order = {.n_dims = n_dims};
        for (int i = 0; i < n_dims; i++)
            order.size[i] = i < axis ? i : i == n_dims - 1 ? axis : i + 1;
        Tensor *rows = tensor_reshape(tensor_permute(x, order), SHAPE(-1, shape.size[axis]));
        cr_expect(tensor_equal(tensor_sum(tensor_mul(rows, hot), AXIS1), tensor_reshape(top, SHAPE(-1))));
        cr_expect(tensor_same_shape(at, top));
        scope_end(scope);
    }
}

Test(shape, argmax)
{
    Tensor *x = tensor_of(SHAPE(2, 3), 1, 5, 5, 7, NAN, 9);
    cr_expect(tensor_equal(tensor_argmax(x, 1), tensor_of(SHAPE(2), 1, 1)),
              "the first of equals; NaN is largest");
    cr_expect(tensor_equal(tensor_argmax(x, -2), tensor_of(SHAPE(3), 1, 1, 1)));
    cr_expect(eq(dbl, tensor_item(tensor_argmax(tensor_of(SHAPE(4), 3, 9, 2, 9), 0)), 1));
    cr_expect(eq(ptr, tensor_argmax(x, 2), NULL));
    expect_error(ERR_SHAPE, "tensor_argmax: axis 2 of (2, 3)", "");
    cr_expect(eq(ptr, tensor_argmax(tensor_scalar(1), -1), NULL));
    expect_error(ERR_SHAPE, "tensor_argmax: axis -1 of ()", "");
}

Test(shape, views_share_their_numbers)
{
    Tensor *x = tensor_arange(24), *y = tensor_reshape(x, SHAPE(2, -1, 4));
    cr_expect(eq(str, (char *)shape_text(tensor_shape(y)), "2, 3, 4"));
    Tensor *views[] = {y,
                       tensor_permute(y, SHAPE(2, 0, 1)),
                       tensor_slice(y, 1, 1, 2),
                       tensor_index(y, 1),
                       tensor_unsqueeze(y, 3),
                       tensor_squeeze(tensor_slice(y, 0, 0, 1), 0),
                       tensor_expand(tensor_slice(y, 0, 0, 1), SHAPE(5, 3, 4)),
                       tensor_flatten(y, 1),
                       tensor_detach(y)};
    for (size_t i = 0; i < sizeof views / sizeof views[0]; i++)
        cr_expect(eq(ptr, views[i]->storage, x->storage), "view %zu is a copy", i);
    cr_expect(eq(dbl, tensor_at(views[1], 3, 1, 2), 23));
    cr_expect(eq(dbl, tensor_at(views[2], 1, 0, 2), 18));
    cr_expect(eq(dbl, tensor_at(views[6], 4, 2, 3), 11));
    cr_expect(ne(ptr, tensor_reshape(views[1], SHAPE(24))->storage, x->storage));
    cr_expect(eq(ptr, tensor_contiguous(y), y));
    cr_expect(tensor_is_contiguous(tensor_transpose(tensor_ones(SHAPE(1, 5)))));
    cr_expect(not(tensor_is_contiguous(views[1])));
    cr_expect(not(tensor_is_contiguous(NULL)));
    cr_expect(eq(str, (char *)shape_text(tensor_shape(tensor_flatten(tensor_scalar(1), 0))), "1"));
    cr_expect(eq(str, (char *)shape_text(tensor_shape(tensor_slice(y, 1, 2, 2))), "2, 0, 4"));
    cr_expect(error_ok());
}

/* Views with gaps are seen in another shape without a copy, as far as strides can say it. */
Test(shape, strided_views_share_their_numbers)
{
    Tensor *x = tensor_arange(24), *y = tensor_reshape(x, SHAPE(2, 3, 4));
    Tensor *turned = tensor_permute(y, SHAPE(2, 0, 1)),
           *part = tensor_slice(y, 2, 1, 3); /* (4, 2, 3) and (2, 3, 2) */
    Tensor *strided[] = {
        tensor_index(turned, 2),
        tensor_unsqueeze(turned, 1),
        tensor_squeeze(tensor_slice(turned, 1, 1, 2), 1),
        tensor_reshape(part, SHAPE(6, 2)),
        tensor_reshape(part, SHAPE(2, 3, 1, 2, 1)),
        tensor_reshape(turned, SHAPE(2, 2, 6)),
        tensor_reshape(tensor_expand(tensor_slice(y, 0, 0, 1), SHAPE(4, 3, 4)), SHAPE(2, 2, 12))};
    for (size_t i = 0; i < sizeof strided / sizeof strided[0]; i++)
        cr_expect(eq(ptr, strided[i]->storage, x->storage), "strided view %zu is a copy", i);
    cr_expect(tensor_equal(strided[0], tensor_of(SHAPE(2, 3), 2, 6, 10, 14, 18, 22)));
    cr_expect(eq(dbl, tensor_at(strided[1], 3, 0, 1, 2), 23));
    cr_expect(
        tensor_equal(strided[2], tensor_index(tensor_contiguous(tensor_permute(turned, SHAPE(1, 0, 2))), 1)));
    cr_expect(tensor_equal(strided[3], tensor_reshape(tensor_contiguous(part), SHAPE(6, 2))));
    cr_expect(tensor_equal(strided[4], tensor_reshape(tensor_contiguous(part), SHAPE(2, 3, 1, 2, 1))));
    cr_expect(tensor_equal(strided[5], tensor_reshape(tensor_contiguous(turned), SHAPE(2, 2, 6))));
    cr_expect(eq(dbl, tensor_at(strided[6], 1, 1, 7), 7));
    cr_expect(ne(ptr, tensor_reshape(part, SHAPE(12))->storage, x->storage), "this one needs a copy");
    cr_expect(tensor_equal(tensor_reshape(part, SHAPE(3, 4)),
                           tensor_reshape(tensor_contiguous(part), SHAPE(3, 4))));
    cr_expect(error_ok());
}

/* Every message names the function, the shapes, and what to do. */
Test(shape, messages)
{
    Tensor *x = tensor_ones(SHAPE(2, 3)), *image = tensor_ones(SHAPE(1, 4, 4, 2));
    const char *aligned = "shapes are aligned at their last axis; sizes must be equal, or one of them 1";
    expect_refused(tensor_add(x, tensor_ones(SHAPE(2))),
                   "tensor_add: (2, 3) and (2) do not stretch to one shape: 3 against 2", aligned);
    expect_refused(tensor_lt(tensor_ones(SHAPE(2, 1)), tensor_ones(SHAPE(3, 1))),
                   "tensor_lt: (2, 1) and (3, 1) do not stretch to one shape: 2 against 3", aligned);
    expect_refused(tensor_matmul(x, x), "tensor_matmul: (2, 3) x (2, 3) do not fit",
                   "(m, k) x (k, n): two axes each, the inner sizes equal");
    expect_refused(tensor_matmul(x, tensor_ones(SHAPE(3))), "tensor_matmul: (2, 3) x (3) do not fit",
                   "(m, k) x (k, n): two axes each, the inner sizes equal");
    expect_refused(tensor_linear(image, x, NULL), "tensor_linear: x (1, 4, 4, 2), weight (2, 3), bias (none)",
                   "x is (n, in), weight (out, in), bias (out); tensor_flatten makes rows of images");
    expect_refused(
        tensor_conv(image, tensor_ones(SHAPE(3, 3, 3, 1)), tensor_ones(SHAPE(3)), (Conv){.pad = 1}),
        "tensor_conv: x (1, 4, 4, 2), weight (3, 3, 3, 1), bias (3), pad 1",
        "x is (n, h, w, c), weight (k, kh, kw, c) and no larger than the padded image, bias (k)");
    expect_refused(tensor_conv(image, tensor_ones(SHAPE(3, 5, 5, 2)), NULL, (Conv){0}),
                   "tensor_conv: x (1, 4, 4, 2), weight (3, 5, 5, 2), bias (none), pad 0",
                   "x is (n, h, w, c), weight (k, kh, kw, c) and no larger than the padded image, bias (k)");
    expect_refused(tensor_max_pool(image, (Pool){.size = 5}),
                   "tensor_max_pool: a window of 5 on (1, 4, 4, 2), pad 0",
                   "images are (n, h, w, c), no smaller than the window");
    expect_refused(tensor_max_pool(image, (Pool){.size = 6, .stride = 2, .ceil = true}),
                   "tensor_max_pool: a window of 6 on (1, 4, 4, 2), pad 0",
                   "images are (n, h, w, c), no smaller than the window");
    Tensor *large = tensor_zeros(SHAPE(1, 4097, 4096, 1));
    expect_refused(tensor_max_pool(large, (Pool){.size = 2}),
                   "tensor_max_pool: (1, 4097, 4096, 1): images have at most 16777216 pixels",
                   "make them smaller first, or cut them into parts");
    expect_refused(tensor_adaptive_max_pool(large, 1, 1),
                   "tensor_adaptive_max_pool: (1, 4097, 4096, 1): images have at most 16777216 pixels",
                   "make them smaller first, or cut them into parts");
    expect_refused(tensor_argmax(tensor_reshape(large, SHAPE(1, -1)), 1),
                   "tensor_argmax: axis 1 of (1, 16781312): a float counts to 16777216", "");
    expect_refused(tensor_sum(x, AXIS2), "tensor_sum: axis 2 of (2, 3)", "");
    expect_refused(tensor_max(tensor_zeros(SHAPE(0)), AXIS0), "tensor_max: (0) has no elements", "");
    expect_refused(tensor_reshape(x, SHAPE(4, -1)),
                   "tensor_reshape: the 6 elements of (2, 3) do not fill (4, -1)", "");
    expect_refused(tensor_reshape(x, SHAPE(-1, -1)),
                   "tensor_reshape: the 6 elements of (2, 3) do not fill (-1, -1)", "");
    expect_refused(tensor_reshape(x, SHAPE(-2, -3)),
                   "tensor_reshape: the 6 elements of (2, 3) do not fill (-2, -3)", "");
    expect_refused(tensor_reshape(tensor_zeros(SHAPE(0)), SHAPE(-1, 0)),
                   "tensor_reshape: the 0 elements of (0) do not fill (-1, 0)", "");
    expect_refused(tensor_one_hot(x, 3), "tensor_one_hot: labels (2, 3), wanted (n)", "");
    expect_refused(tensor_permute(x, SHAPE(1, 1)), "tensor_permute: order (1, 1) for (2, 3)",
                   "name every axis once, counted from 0");
    expect_refused(tensor_transpose(image), "tensor_transpose: (1, 4, 4, 2) has not two axes", "");
    expect_refused(tensor_slice(x, 1, 2, 4), "tensor_slice: [2, 4) on axis 1 of (2, 3)", "");
    expect_refused(tensor_index(x, 2), "tensor_index: position 2 of (2, 3)", "");
    expect_refused(tensor_squeeze(x, 0), "tensor_squeeze: axis 0 of (2, 3) is not of size 1", "");
    expect_refused(tensor_unsqueeze(x, 3), "tensor_unsqueeze: a new axis 3 in (2, 3)", "");
    expect_refused(tensor_flatten(x, 3), "tensor_flatten: from axis 3 of (2, 3)", "");
    expect_refused(tensor_expand(x, SHAPE(2, 4)), "tensor_expand: (2, 3) cannot be stretched to (2, 4)",
                   "shapes are aligned at their last axis; only sizes of 1 stretch");
    expect_refused(tensor_cat((Tensor *[]){x, tensor_ones(SHAPE(2, 4))}, 2, 0),
                   "tensor_cat: part 1 is (2, 4), the first (2, 3); only axis 0 may differ", "");
    expect_refused(tensor_stack((Tensor *[]){x, tensor_ones(SHAPE(2, 4))}, 2),
                   "tensor_stack: part 1 is (2, 4), the first (2, 3)", "");
    expect_refused(tensor_softmax(x, -3), "tensor_softmax: axis -3 of (2, 3)", "");
    expect_refused(tensor_nll(x, tensor_ones(SHAPE(3))), "tensor_nll: predictions (2, 3), labels (3)",
                   "predictions are (n, classes), labels (n) whole numbers");
    expect_refused(
        tensor_batch_norm(x, tensor_ones(SHAPE(2)), tensor_ones(SHAPE(2)), tensor_ones(SHAPE(2)),
                          tensor_ones(SHAPE(2)), (BatchNorm){0}),
        "tensor_batch_norm: x (2, 3), gamma (2)",
        "the last axis of x holds the channels; gamma, beta and the running statistics have one value each");
}

Test(shape, values_out_of_range)
{
    Tensor *x = tensor_ones(SHAPE(3, 2));
    const char *hint = "indices and labels are whole numbers from 0 to 2";
    const float wrong[] = {3, -1, 0.5f, NAN, INFINITY, 1e30f, -1e30f};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        cr_expect(eq(ptr, tensor_gather(x, tensor_from(SHAPE(1), &wrong[i], 1)), NULL));
        cr_expect(eq(int, error_code(), ERR_VALUE));
        cr_expect(eq(str, (char *)error_advice(), (char *)hint));
        error_clear();
    }
    cr_expect(eq(ptr, tensor_gather(x, tensor_of(SHAPE(3), 0, 2, 3)), NULL));
    expect_error(ERR_VALUE, "tensor_gather: index 3 at position 2, with 3 to choose from", hint);
    cr_expect(eq(ptr, tensor_dropout(x, 1), NULL));
    expect_error(ERR_VALUE, "tensor_dropout: probability 1, wanted 0 <= p < 1", "");
    cr_expect(eq(ptr, tensor_clamp(x, 1, 0.5), NULL));
    expect_error(ERR_VALUE, "tensor_clamp: low 1 is above high 0.5", "");
    cr_expect(eq(ptr, tensor_cat((Tensor *[]){x}, 0, 0), NULL));
    expect_error(ERR_VALUE, "tensor_cat: 0 parts", "");
    Tensor *image = tensor_ones(SHAPE(1, 4, 4, 2)), *weight = tensor_ones(SHAPE(1, 1, 1, 2));
    cr_expect(eq(ptr, tensor_conv(image, weight, NULL, (Conv){.stride = -1}), NULL));
    expect_error(ERR_VALUE, "tensor_conv: stride -1, pad 0", "both from 0 to 1048576");
    cr_expect(eq(ptr, tensor_conv(image, weight, NULL, (Conv){.stride = INT_MAX, .pad = INT_MAX}), NULL));
    expect_error(ERR_VALUE, "tensor_conv: stride 2147483647, pad 2147483647", "both from 0 to 1048576");
    cr_expect(eq(ptr, tensor_avg_pool(image, (Pool){.size = 3, .pad = 2}), NULL));
    expect_error(ERR_VALUE, "tensor_avg_pool: size 3, stride 0, pad 2 (at most half the size)", "");
    cr_expect(eq(ptr, tensor_max_pool(image, (Pool){0}), NULL));
    cr_expect(eq(int, error_code(), ERR_VALUE));
}

/* One error, and everything after it does nothing: the first message survives a whole program. */
Test(shape, errors_make_all_that_follows_inert)
{
    Tensor *broken = tensor_matmul(tensor_ones(SHAPE(2, 3)), tensor_ones(SHAPE(2, 3)));
    char first[ERROR_TEXT_SIZE];
    snprintf(first, sizeof first, "%s", error_text());
    Tensor *x = tensor_ones(SHAPE(2, 2)), *n = broken;
    float room[4];
    const void *results[] = {
        tensor_add(n, x),
        tensor_add(x, n),
        tensor_sub(n, x),
        tensor_mul(x, n),
        tensor_div(n, n),
        tensor_maximum(n, x),
        tensor_minimum(x, n),
        tensor_pow(n, 2),
        tensor_add_scalar(n, 1),
        tensor_mul_scalar(n, 1),
        tensor_neg(n),
        tensor_abs(n),
        tensor_square(n),
        tensor_sqrt(n),
        tensor_exp(n),
        tensor_log(n),
        tensor_clamp(n, 0, 1),
        tensor_relu(n),
        tensor_leaky_relu(n, 1),
        tensor_gelu(n),
        tensor_sigmoid(n),
        tensor_tanh(n),
        tensor_softmax(n, 0),
        tensor_log_softmax(n, 0),
        tensor_dropout(n, 0.5),
        tensor_sum(n, AXIS0),
        tensor_mean(n, AXIS0),
        tensor_max(n, AXIS0),
        tensor_min(n, AXIS0),
        tensor_var(n, AXIS0),
        tensor_sum_keep(n, AXIS0),
        tensor_mean_keep(n, AXIS0),
        tensor_reshape(n, SHAPE(1)),
        tensor_flatten(n, 0),
        tensor_permute(n, SHAPE(0)),
        tensor_transpose(n),
        tensor_slice(n, 0, 0, 1),
        tensor_index(n, 0),
        tensor_unsqueeze(n, 0),
        tensor_squeeze(n, 0),
        tensor_expand(n, SHAPE(1)),
        tensor_contiguous(n),
        tensor_cat((Tensor *[]){x, n}, 2, 0),
        tensor_cat(NULL, 2, 0),
        tensor_stack((Tensor *[]){n, x}, 2),
        tensor_stack(NULL, 2),
        tensor_gather(n, x),
        tensor_gather(x, n),
        tensor_matmul(n, x),
        tensor_matmul(x, n),
        tensor_linear(n, x, NULL),
        tensor_linear(x, n, NULL),
        tensor_conv(n, x, NULL, (Conv){0}),
        tensor_conv(x, n, NULL, (Conv){0}),
        tensor_max_pool(n, (Pool){0}),
        tensor_avg_pool(n, (Pool){0}),
        tensor_adaptive_avg_pool(n, 1, 1),
        tensor_adaptive_max_pool(n, 1, 1),
        tensor_batch_norm(n, x, x, x, x, (BatchNorm){0}),
        tensor_batch_norm(x, x, x, x, n, (BatchNorm){0}),
        tensor_nll(n, x),
        tensor_nll(x, n),
        tensor_bce(n, x),
        tensor_bce(x, n),
        tensor_eq(n, x),
        tensor_ne(x, n),
        tensor_lt(n, x),
        tensor_le(x, n),
        tensor_gt(n, x),
        tensor_ge(x, n),
        tensor_argmax(n, 0),
        tensor_one_hot(n, 3),
        tensor_named(n, "x"),
        tensor_print(n),
        tensor_detach(n),
        tensor_requires_grad(n),
        tensor_from(SHAPE(1), NULL, 1),
        scope_end_keep(NULL, n),
        record(n, (Op){0}),
    };
    for (size_t i = 0; i < sizeof results / sizeof results[0]; i++)
        cr_expect(eq(ptr, (void *)results[i], NULL), "result %zu", i);
    cr_expect(not(tensor_read(n, room)));
    cr_expect(not(tensor_read(x, NULL)));
    cr_expect(eq(ptr, tensor_fprint(NULL, x), NULL));
    cr_expect(isnan(tensor_at_index(x, 2, NULL)));
    cr_expect(not(tensor_write(n, room)));
    cr_expect(not(tensor_write(x, NULL)));
    cr_expect(not(tensor_fill_(n, 1)));
    cr_expect(not(tensor_copy_(n, x)));
    cr_expect(not(tensor_copy_(x, n)));
    cr_expect(not(tensor_add_(n, x, 1)));
    cr_expect(not(tensor_equal(n, n)));
    cr_expect(isnan(tensor_item(n)));
    cr_expect(isnan(tensor_at(n, 0, 0)));
    cr_expect(eq(i64, tensor_count(n), 0));
    cr_expect(eq(int, tensor_shape(n).n_dims, 0));
    tensor_release(n);
    tensor_zero_grad(n);
    cr_expect(eq(str, (char *)error_text(), first));
    cr_expect(eq(str, (char *)error_text(), "tensor_matmul: (2, 3) x (2, 3) do not fit"));
}
