/* The ops that golden files name. */
#include "tests/support/golden_ops.h"

#include <string.h>

#include "autograd/ops.h"
#include "base/error.h"
#include "nn/loss.h"

typedef Tensor *(*Run)(Tensor *const *in, Tensor *const *c, const double *o);

/* in: inputs, c: constants, o: options */
#define OP(name, expression)                                                        \
    static Tensor *run_##name(Tensor *const *in, Tensor *const *c, const double *o) \
    {                                                                               \
        (void)in, (void)c, (void)o;                                                 \
        return expression;                                                          \
    }
#define AXES(number)   ((Axes)(number))
#define POOL_OPTIONS() ((Pool){(int)o[0], (int)o[1], (int)o[2], o[3] != 0})
#define INT(i)         ((int64_t)o[i])

#define EACH_OP(X)                                                                           \
    X(add, tensor_add(in[0], in[1]))                                                         \
    X(sub, tensor_sub(in[0], in[1]))                                                         \
    X(mul, tensor_mul(in[0], in[1]))                                                         \
    X(div, tensor_div(in[0], in[1]))                                                         \
    X(maximum, tensor_maximum(in[0], in[1]))                                                 \
    X(minimum, tensor_minimum(in[0], in[1]))                                                 \
    X(neg, tensor_neg(in[0]))                                                                \
    X(abs, tensor_abs(in[0]))                                                                \
    X(square, tensor_square(in[0]))                                                          \
    X(sqrt, tensor_sqrt(in[0]))                                                              \
    X(exp, tensor_exp(in[0]))                                                                \
    X(log, tensor_log(in[0]))                                                                \
    X(relu, tensor_relu(in[0]))                                                              \
    X(gelu, tensor_gelu(in[0]))                                                              \
    X(sigmoid, tensor_sigmoid(in[0]))                                                        \
    X(tanh, tensor_tanh(in[0]))                                                              \
    X(add_scalar, tensor_add_scalar(in[0], o[0]))                                            \
    X(mul_scalar, tensor_mul_scalar(in[0], o[0]))                                            \
    X(clamp, tensor_clamp(in[0], o[0], o[1]))                                                \
    X(leaky_relu, tensor_leaky_relu(in[0], o[0]))                                            \
    X(pow, tensor_pow(in[0], o[0]))                                                          \
    X(sum, tensor_sum(in[0], AXES(o[0])))                                                    \
    X(mean, tensor_mean(in[0], AXES(o[0])))                                                  \
    X(sum_keep, tensor_sum_keep(in[0], AXES(o[0])))                                          \
    X(mean_keep, tensor_mean_keep(in[0], AXES(o[0])))                                        \
    X(max, tensor_max(in[0], AXES(o[0])))                                                    \
    X(min, tensor_min(in[0], AXES(o[0])))                                                    \
    X(var, tensor_var(in[0], AXES(o[0])))                                                    \
    X(reshape, tensor_reshape(in[0], SHAPE(INT(0), INT(1))))                                 \
    X(permute, tensor_permute(in[0], SHAPE(INT(0), INT(1), INT(2))))                         \
    X(permute_reshape, tensor_reshape(tensor_permute(in[0], SHAPE(2, 0, 1)), SHAPE(-1)))     \
    X(transpose, tensor_transpose(in[0]))                                                    \
    X(flatten, tensor_flatten(in[0], (int)o[0]))                                             \
    X(slice, tensor_slice(in[0], (int)o[0], INT(1), INT(2)))                                 \
    X(index, tensor_index(in[0], INT(0)))                                                    \
    X(unsqueeze, tensor_unsqueeze(in[0], (int)o[0]))                                         \
    X(squeeze, tensor_squeeze(in[0], (int)o[0]))                                             \
    X(expand, tensor_expand(in[0], SHAPE(INT(0), INT(1), INT(2))))                           \
    X(contiguous_transpose, tensor_contiguous(tensor_transpose(in[0])))                      \
    X(cat, tensor_cat((Tensor **)in, in[2] ? 3 : 2, (int)o[0]))                              \
    X(stack, tensor_stack((Tensor **)in, 3))                                                 \
    X(gather, tensor_gather(in[0], c[0]))                                                    \
    X(softmax, tensor_softmax(in[0], (int)o[0]))                                             \
    X(log_softmax, tensor_log_softmax(in[0], (int)o[0]))                                     \
    X(nll, tensor_nll(in[0], c[0]))                                                          \
    X(cross_entropy, nn_cross_entropy(in[0], c[0]))                                          \
    X(bce, tensor_bce(in[0], c[0]))                                                          \
    X(binary_cross_entropy, nn_binary_cross_entropy(in[0], c[0]))                            \
    X(mse, nn_mse(in[0], in[1]))                                                             \
    X(l1, nn_l1(in[0], in[1]))                                                               \
    X(matmul, tensor_matmul(in[0], in[1]))                                                   \
    X(linear, tensor_linear(in[0], in[1], in[2]))                                            \
    X(conv, tensor_conv(in[0], in[1], in[2], (Conv){.stride = (int)o[0], .pad = (int)o[1]})) \
    X(max_pool, tensor_max_pool(in[0], POOL_OPTIONS()))                                      \
    X(avg_pool, tensor_avg_pool(in[0], POOL_OPTIONS()))                                      \
    X(adaptive_avg_pool, tensor_adaptive_avg_pool(in[0], (int)o[0], (int)o[1]))              \
    X(adaptive_max_pool, tensor_adaptive_max_pool(in[0], (int)o[0], (int)o[1]))              \
    X(batch_norm, tensor_batch_norm(in[0], in[1], in[2], c[0], c[1], (BatchNorm){.train = o[0] != 0}))

EACH_OP(OP)

#define ENTRY(name, expression) {#name, run_##name},
static const struct {
    const char *name;
    Run run;
} ops[] = {EACH_OP(ENTRY)};

Tensor *golden_run(const Golden *golden)
{
    for (size_t i = 0; i < sizeof ops / sizeof ops[0]; i++)
        if (strcmp(ops[i].name, golden->op) == 0)
            return ops[i].run(golden->inputs, golden->consts, golden->options);
    return NULL;
}

static bool close(Tensor *a, Tensor *b)
{
    return tensor_all_close(a, b, 2e-5, 1e-5);
}

int golden_check(const char *path, void (*complain)(const char *name, const char *what))
{
    int n = 0;
    FILE *file = fopen(path, "r");
    if (!file) {
        complain(path, "cannot be opened");
        return 0;
    }
    Golden golden;
    Scope scope = scope_begin();
    for (; golden_next(file, &golden); scope = scope_begin(), n++) {
        for (int i = 0; i < golden.n_inputs; i++)
            tensor_requires_grad(golden.inputs[i]);
        Tensor *out = golden_run(&golden);
        if (!close(out, golden.out))
            complain(golden.name, out ? "forward" : error_text());
        bool done = tensor_backward_from(out, golden.dy);
        for (int i = 0; i < golden.n_inputs; i++)
            if (!done || !close(golden.inputs[i]->grad, golden.grads[i]))
                complain(golden.name,
                         (const char *[]){"gradient 0", "gradient 1", "gradient 2", "gradient 3", "4"}[i]);
        for (int i = 0; i < golden.n_after; i++)
            if (!close(golden.consts[i], golden.after[i]))
                complain(golden.name, "running statistics");
        error_clear();
        scope_end(scope);
    }
    scope_end(scope);
    fclose(file);
    return n;
}
