/* Batch norm, addition and ReLU as one op must be what the three of them are one after another. */
#include "autograd/ops.h"
#include "base/random.h"
#include "tests/support/expect.h"

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

Test(norm, what_is_added_has_the_same_shape)
{
    Tensor *x = tensor_ones(SHAPE(4, 3)), *row = tensor_ones(SHAPE(3));
    expect_refused(tensor_batch_norm(x, row, row, row, row, (BatchNorm){.add = row}),
                   "tensor_batch_norm: x (4, 3), add (3)", "");
}
