/* Ops that do several things at once must be what these are one after another: batch norm, addition and ReLU;
 * convolution, addition and ReLU. */
#include "autograd/ops.h"
#include "base/error.h"
#include "base/random.h"
#include "tests/support/expect.h"
#include "tests/support/on_device.h"

enum { INPUTS = 4 }; /* x, add, gamma, beta */

static Tensor *layer(Tensor *const in[INPUTS], Tensor *const running[2], bool fused, BatchNorm how)
{
    if (fused)
        return tensor_batch_norm(in[0], in[2], in[3], running[0], running[1], how);
    Tensor *y =
        tensor_batch_norm(in[0], in[2], in[3], running[0], running[1], (BatchNorm){.train = how.train});
    y = how.add ? tensor_add(y, how.add) : y;
    return how.act == ACT_RELU ? tensor_relu(y) : y;
}

/* One pass there and back; y, gradients and running statistics go to `out`. What lies between is let go of,
 * so that the fused op may write its gradients over it; `shared` holds on to it all. */
static void run(int64_t c, bool fused, bool adds, bool shared, BatchNorm how, Tensor *out[INPUTS + 3])
{
    random_seed(3);
    Shape shapes[INPUTS] = {SHAPE(6, 5, 7, c), SHAPE(6, 5, 7, c), SHAPE(c), SHAPE(c)};
    Tensor *leaves[INPUTS], *in[INPUTS], *running[] = {tensor_zeros(SHAPE(c)), tensor_ones(SHAPE(c))};
    for (int i = 0; i < INPUTS; i++) {
        leaves[i] = tensor_requires_grad(tensor_randn(shapes[i]));
        in[i] = i < 2 ? tensor_mul_scalar(leaves[i], 1.5) : leaves[i];
    }
    how.add = adds ? in[1] : NULL;
    Tensor *y = layer(in, running, fused, how), *dy = tensor_randn(shapes[0]);
    out[INPUTS] = tensor_add_scalar(tensor_detach(y), 0);
    Tensor *loss = tensor_sum(tensor_mul(y, dy), ALL_AXES);
    for (int i = 0; i < 2 && !shared; i++)
        tensor_release(in[i]);
    tensor_release(shared ? NULL : y);
    cr_assert(tensor_backward(loss), "%s", error_text());
    for (int i = 0; i < INPUTS; i++)
        out[i] = i == 1 && !adds ? dy : leaves[i]->grad;
    out[INPUTS + 1] = running[0];
    out[INPUTS + 2] = running[1];
}

Test(norm, fused_is_what_its_parts_are)
{
    static const int64_t channels[] = {1, 3, 16, 37, 600};
    for (int i = 0; i < 5; i++)
        for (int kind = 0; kind < 16; kind++) {
            Scope scope = scope_begin();
            BatchNorm how = {.train = kind & 1, .act = kind & 2 ? ACT_RELU : ACT_NONE};
            Tensor *fused[INPUTS + 3], *parts[INPUTS + 3];
            run(channels[i], true, kind & 4, kind & 8, how, fused);
            run(channels[i], false, kind & 4, kind & 8, how, parts);
            for (int k = 0; k < INPUTS + 3; k++)
                cr_expect(tensor_all_close(fused[k], parts[k], 1e-5, 2e-5), "%d channels, kind %d, result %d",
                          (int)channels[i], kind, k);
            scope_end(scope);
        }
}

/* Batch norm, ReLU and max pool, in training, in evaluation, and with something added. */
Test(norm, pooled_is_what_its_parts_are)
{
    Pool pool = {.size = 3, .stride = 2, .pad = 1};
    for (int kind = 0; kind < 4; kind++) {
        enum { C = 5 };
        Tensor *in[2][INPUTS], *y[2], *running[2][2];
        for (int fused = 0; fused < 2; fused++) {
            random_seed(4);
            Tensor **t = in[fused], **r = running[fused];
            for (int i = 0; i < INPUTS; i++)
                t[i] = tensor_requires_grad(tensor_randn(i < 2 ? SHAPE(3, 9, 8, C) : SHAPE(C)));
            r[0] = tensor_zeros(SHAPE(C)), r[1] = tensor_ones(SHAPE(C));
            BatchNorm how = {.train = kind & 1, .act = ACT_RELU, .add = kind & 2 ? t[1] : NULL};
            y[fused] = fused ? tensor_batch_norm_pool(t[0], t[2], t[3], r[0], r[1], how, pool)
                             : tensor_max_pool(tensor_batch_norm(t[0], t[2], t[3], r[0], r[1], how), pool);
            cr_assert(tensor_backward(tensor_mean(tensor_square(y[fused]), ALL_AXES)), "%s", error_text());
        }
        cr_expect(tensor_all_close(y[0], y[1], 0, 0), "kind %d", kind);
        for (int i = 0; i < 2; i++)
            cr_expect(tensor_all_close(running[0][i], running[1][i], 0, 0), "kind %d, statistics", kind);
        for (int i = 0; i < INPUTS; i++)
            if (in[0][i]->grad)
                cr_expect(tensor_all_close(in[0][i]->grad, in[1][i]->grad, 0, 0), "kind %d, input %d", kind,
                          i);
    }
    Tensor *x = tensor_ones(SHAPE(1, 4, 4, 2)), *row = tensor_ones(SHAPE(2));
    expect_refused(
        tensor_batch_norm_pool(x, row, row, row, row, (BatchNorm){.train = true}, (Pool){.size = 5}),
        "tensor_batch_norm_pool: a window of 5 on (1, 4, 4, 2), pad 0",
        "images are (n, h, w, c), no smaller than the window");
}

/* Two norms and a convolution, with gradients in `out`; the bytes that wait for backward. */
static int64_t convolve_norms(bool released, Tensor *out[3])
{
    enum { C = 4 };
    random_seed(5);
    Tensor *x = tensor_requires_grad(tensor_randn(SHAPE(2, 6, 5, C)));
    Tensor *weight = tensor_requires_grad(tensor_randn(SHAPE(3, 3, 3, C)));
    Tensor *row = tensor_requires_grad(tensor_rand(SHAPE(C)));
    Tensor *mean = tensor_zeros(SHAPE(C)), *var = tensor_ones(SHAPE(C));
    Tensor *first = tensor_batch_norm(x, row, row, mean, var, (BatchNorm){.train = true});
    Tensor *second =
        tensor_batch_norm(first, row, row, mean, var, (BatchNorm){.train = true, .act = ACT_RELU});
    Tensor *y = tensor_conv(second, weight, NULL, (Conv){.pad = 1});
    Tensor *loss = tensor_mean(tensor_square(y), ALL_AXES);
    for (int i = 0; i < 2 && released; i++)
        tensor_release(i ? second : first);
    int64_t bytes = tensor_bytes();
    cr_assert(tensor_backward(loss), "%s", error_text());
    out[0] = x->grad, out[1] = weight->grad, out[2] = row->grad;
    return bytes;
}

/* What a norm gave is not kept for those behind it, unless somebody else keeps it: it comes again, bit by
 * bit. */
Test(norm, is_computed_again_for_backward)
{
    Scope scope = scope_begin();
    Tensor *again[3], *kept[3];
    int64_t before = tensor_bytes(), with_less = convolve_norms(true, again) - before;
    before = tensor_bytes();
    int64_t with_all = convolve_norms(false, kept) - before;
    cr_expect(ge(i64, with_all - with_less, 2 * (2 * 6 * 5 * 4) * (int64_t)sizeof(float)));
    for (int i = 0; i < 3; i++)
        cr_expect(tensor_equal(again[i], kept[i]), "gradient %d", i);
    scope_end(scope);

    Tensor *row = tensor_requires_grad(tensor_ones(SHAPE(2)));
    Tensor *y = tensor_batch_norm(tensor_of(SHAPE(2, 2), 1, 2, 3, 4), row, row, tensor_zeros(SHAPE(2)),
                                  tensor_ones(SHAPE(2)), (BatchNorm){.train = true});
    Tensor *squares = tensor_sum(tensor_square(y), ALL_AXES), *cubes = tensor_sum(tensor_pow(y, 3), ALL_AXES);
    tensor_release(y);
    cr_assert(tensor_backward(squares));
    cr_expect(not(tensor_backward(cubes)));
    cr_expect(eq(str, (char *)error_text(),
                 "tensor_backward: the tape behind batch norm was used up by an earlier backward"));
    error_clear();
}

Test(norm, what_is_added_has_the_same_shape)
{
    Tensor *x = tensor_ones(SHAPE(4, 3)), *row = tensor_ones(SHAPE(3));
    expect_refused(tensor_batch_norm(x, row, row, row, row, (BatchNorm){.add = row}),
                   "tensor_batch_norm: x (4, 3), add (3)", "");
}

/* What flows back into one tensor from two convolutions, by every way on which a kernel may add to it: the
 * same as from two tensors of the same values. */
Test(conv, gradients_of_a_shared_input_add_up)
{
    static const Conv ways[] = {
        {.stride = 2}, {.stride = 3, .pad = 1}, {.pad = 1, .method = CONV_DIRECT}, {.pad = 1}};
    for (int i = 0; i < 4; i++)
        for (int window = 1; window <= 3; window += 2) {
            Tensor *grads[2];
            for (int shared = 0; shared < 2; shared++) {
                random_seed(6);
                Tensor *leaf = tensor_requires_grad(tensor_randn(SHAPE(2, 9, 8, 16)));
                Tensor *weight = tensor_randn(SHAPE(16, window, window, 16)),
                       *last = tensor_randn(SHAPE(3, 1, 1, 16));
                Tensor *x = tensor_mul_scalar(leaf, 2), *same = shared ? x : tensor_mul_scalar(leaf, 2);
                Tensor *a = tensor_sum(tensor_square(tensor_conv(x, weight, NULL, ways[i])), ALL_AXES);
                Tensor *b = tensor_sum(tensor_square(tensor_conv(same, last, NULL, (Conv){0})), ALL_AXES);
                tensor_release(x);
                cr_assert(tensor_backward(tensor_add(a, b)), "%s", error_text());
                grads[shared] = leaf->grad;
            }
            cr_expect(tensor_all_close(grads[1], grads[0], 1e-5, 2e-3), "way %d, window %d", i, window);
        }
}

/* The same for convolution, addition and ReLU. */
Test(conv, fused_is_what_its_parts_are)
{
    for (int kind = 0; kind < 8; kind++) {
        Tensor *in[2][4], *y[2];
        for (int fused = 0; fused < 2; fused++) {
            static const Shape shapes[] = {{4, {2, 7, 6, 3}}, {4, {5, 3, 3, 3}}, {1, {5}}, {4, {2, 7, 6, 5}}};
            random_seed(3);
            Tensor **t = in[fused];
            for (int i = 0; i < 4; i++)
                t[i] = tensor_requires_grad(tensor_randn(shapes[i]));
            Tensor *bias = kind & 1 ? t[2] : NULL, *add = kind & 2 ? t[3] : NULL;
            Conv how = {.pad = 1};
            if (fused) {
                how.add = add;
                how.act = kind & 4 ? ACT_RELU : ACT_NONE;
            }
            y[fused] = tensor_conv(t[0], t[1], bias, how);
            if (!fused && add)
                y[fused] = tensor_add(y[fused], add);
            if (!fused && kind & 4)
                y[fused] = tensor_relu(y[fused]);
            cr_assert(tensor_backward(tensor_mean(tensor_square(y[fused]), ALL_AXES)), "%s", error_text());
        }
        cr_expect(tensor_all_close(y[0], y[1], 1e-5, 1e-5), "kind %d", kind);
        for (int i = 0; i < 4; i++)
            if (in[0][i]->grad || in[1][i]->grad)
                cr_expect(tensor_all_close(in[0][i]->grad, in[1][i]->grad, 1e-5, 1e-5), "kind %d, input %d",
                          kind, i);
    }
    Tensor *x = tensor_ones(SHAPE(1, 3, 3, 1)), *weight = tensor_ones(SHAPE(1, 3, 3, 1));
    expect_refused(tensor_conv(x, weight, NULL, (Conv){.add = x}),
                   "tensor_conv: result (1, 1, 1, 1), add (1, 3, 3, 1)", "");
}
