/* The gradient of every op in ops.h against slopes measured by trying. A new op is one more line in the
 * table; an op without a line fails the test. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>

#include "autograd/gradcheck.h"
#include "autograd/ops.h"
#include "base/error.h"
#include "base/random.h"
#include "nn/loss.h"
#include "tests/support/on_device.h"
#include "tests/support/values.h"

/* x, y and z are the inputs, all with gradients wanted; g is the function under test. */
#define FUNCTION(name, expression)                  \
    static Tensor *name(Tensor **in, void *context) \
    {                                               \
        Tensor *x = in[0], *y = in[1], *z = in[2];  \
        (void)x, (void)y, (void)z, (void)context;   \
        return expression;                          \
    }

static Tensor *labels(int n, int n_classes)
{
    float numbers[16];
    for (int i = 0; i < n; i++)
        numbers[i] = (float)((i * 7 + 1) % n_classes);
    return tensor_from(SHAPE(n), numbers, n);
}

static Tensor *same_mask(Tensor *x)
{
    random_seed(7);
    return tensor_dropout(x, 0.4);
}

/* Its running statistics are not under test here. */
static Tensor *normalised(Tensor *x, Tensor *gamma, Tensor *beta, BatchNorm how)
{
    int64_t c = x->shape[x->n_dims - 1];
    Tensor *mean = values_tensor(SHAPE(c), -1, 1, 5), *var = values_tensor(SHAPE(c), 0.5, 2, 6);
    return tensor_batch_norm(x, gamma, beta, mean, var, how);
}

static Tensor *normalised_and_pooled(Tensor *x, Tensor *gamma, Tensor *beta)
{
    BatchNorm how = {.train = true, .act = ACT_RELU};
    return tensor_batch_norm_pool(x, gamma, beta, tensor_zeros(SHAPE(3)), tensor_ones(SHAPE(3)), how,
                                  (Pool){.size = 3, .stride = 2, .pad = 1});
}

static Tensor *target_of(Tensor *x)
{
    return values_tensor(tensor_shape(x), 0.05, 0.95, 8);
}

#define PARTS(...)  \
    (Tensor *[])    \
    {               \
        __VA_ARGS__ \
    }

FUNCTION(f_add, tensor_add(x, y))
FUNCTION(f_sub, tensor_sub(x, y))
FUNCTION(f_mul, tensor_mul(x, y))
FUNCTION(f_div, tensor_div(x, y))
FUNCTION(f_maximum, tensor_maximum(x, y))
FUNCTION(f_minimum, tensor_minimum(x, y))
FUNCTION(f_itself, tensor_mul(x, x))
FUNCTION(f_pow, tensor_pow(x, 2.5))
FUNCTION(f_pow3, tensor_pow(x, 3))
FUNCTION(f_pow_root, tensor_pow(x, 0.5))
FUNCTION(f_pow_reciprocal, tensor_pow(x, -1))
FUNCTION(f_pow_zero, tensor_add(tensor_pow(x, 0), x))
FUNCTION(f_add_scalar, tensor_add_scalar(x, 3))
FUNCTION(f_mul_scalar, tensor_mul_scalar(x, -1.5))
FUNCTION(f_neg, tensor_neg(x))
FUNCTION(f_abs, tensor_abs(x))
FUNCTION(f_square, tensor_square(x))
FUNCTION(f_sqrt, tensor_sqrt(x))
FUNCTION(f_exp, tensor_exp(x))
FUNCTION(f_log, tensor_log(x))
FUNCTION(f_clamp, tensor_clamp(x, -0.5, 0.5))
FUNCTION(f_relu, tensor_relu(x))
FUNCTION(f_leaky_relu, tensor_leaky_relu(x, 0.1))
FUNCTION(f_gelu, tensor_gelu(x))
FUNCTION(f_sigmoid, tensor_sigmoid(x))
FUNCTION(f_tanh, tensor_tanh(x))
FUNCTION(f_softmax, tensor_softmax(x, -1))
FUNCTION(f_softmax0, tensor_softmax(x, 0))
FUNCTION(f_softmax1, tensor_softmax(x, 1))
FUNCTION(f_log_softmax, tensor_log_softmax(x, -1))
FUNCTION(f_log_softmax0, tensor_log_softmax(x, 0))
FUNCTION(f_dropout, same_mask(x))
FUNCTION(f_sum, tensor_sum(x, AXIS0))
FUNCTION(f_sum_all, tensor_sum(x, ALL_AXES))
FUNCTION(f_sum_outer, tensor_sum(x, AXIS0 | AXIS2))
FUNCTION(f_mean, tensor_mean(x, ALL_AXES))
FUNCTION(f_mean_middle, tensor_mean(x, AXIS1))
FUNCTION(f_max, tensor_max(x, ALL_AXES))
FUNCTION(f_max_last, tensor_max(x, AXIS2))
FUNCTION(f_min, tensor_min(x, AXIS0 | AXIS1))
FUNCTION(f_var, tensor_var(x, AXIS1))
FUNCTION(f_var_all, tensor_var(x, ALL_AXES))
FUNCTION(f_sum_keep, tensor_mul(x, tensor_sum_keep(x, AXIS1)))
FUNCTION(f_mean_keep, tensor_sub(x, tensor_mean_keep(x, AXIS0 | AXIS2)))
FUNCTION(f_reshape, tensor_reshape(x, SHAPE(-1, 2)))
FUNCTION(f_reshape_turned, tensor_reshape(tensor_permute(x, SHAPE(2, 0, 1)), SHAPE(-1)))
FUNCTION(f_flatten, tensor_flatten(x, 1))
FUNCTION(f_permute, tensor_permute(x, SHAPE(2, 0, 1)))
FUNCTION(f_transpose, tensor_transpose(x))
FUNCTION(f_slice, tensor_slice(x, 1, 1, 3))
FUNCTION(f_slice_twice, tensor_add(tensor_slice(x, 1, 0, 2), tensor_slice(x, 1, 1, 3)))
FUNCTION(f_index, tensor_index(x, 1))
FUNCTION(f_unsqueeze, tensor_unsqueeze(x, 1))
FUNCTION(f_squeeze, tensor_squeeze(x, 1))
FUNCTION(f_expand, tensor_expand(x, SHAPE(3, 2, 4)))
FUNCTION(f_contiguous, tensor_contiguous(tensor_transpose(x)))
FUNCTION(f_cat0, tensor_cat(PARTS(x, y, z), 3, 0))
FUNCTION(f_cat1, tensor_cat(PARTS(x, y, x), 3, 1))
FUNCTION(f_stack, tensor_stack(PARTS(x, y, x, y), 4))
FUNCTION(f_gather, tensor_gather(x, tensor_of(SHAPE(5), 2, 0, 2, 2, 1)))
FUNCTION(f_matmul, tensor_matmul(x, y))
FUNCTION(f_matmul_turned, tensor_matmul(tensor_transpose(x), tensor_transpose(y)))
FUNCTION(f_matmul_sum, tensor_sum(tensor_matmul(x, y), ALL_AXES))
FUNCTION(f_matmul_column, tensor_sum_keep(tensor_matmul(x, y), AXIS1))
FUNCTION(f_linear, tensor_linear(x, y, z))
FUNCTION(f_linear_no_bias, tensor_linear(x, y, NULL))
FUNCTION(f_conv, tensor_conv(x, y, z, (Conv){0}))
FUNCTION(f_conv_pad, tensor_conv(x, y, NULL, (Conv){.pad = 1}))
FUNCTION(f_conv_stride, tensor_conv(x, y, z, (Conv){.stride = 2, .pad = 1}))
FUNCTION(f_conv_f2, tensor_conv(x, y, z, (Conv){.pad = 1, .method = CONV_WINOGRAD_2}))
FUNCTION(f_conv_f4, tensor_conv(x, y, z, (Conv){.pad = 2, .method = CONV_WINOGRAD_4}))
FUNCTION(f_conv_stride3, tensor_conv(x, y, z, (Conv){.stride = 3, .pad = 2}))
FUNCTION(f_conv_add, tensor_conv(x, y, NULL, (Conv){.pad = 1, .add = z}))
FUNCTION(f_conv_add_relu, tensor_conv(x, y, NULL, (Conv){.stride = 2, .add = z, .act = ACT_RELU}))
FUNCTION(f_max_pool, tensor_max_pool(x, (Pool){.size = 2}))
FUNCTION(f_max_pool_ceil, tensor_max_pool(x, (Pool){.size = 3, .stride = 2, .pad = 1, .ceil = true}))
FUNCTION(f_max_pool_over, tensor_max_pool(x, (Pool){.size = 3, .stride = 2, .ceil = true}))
FUNCTION(f_avg_pool, tensor_avg_pool(x, (Pool){.size = 2}))
FUNCTION(f_avg_pool_ceil, tensor_avg_pool(x, (Pool){.size = 3, .stride = 2, .pad = 1, .ceil = true}))
FUNCTION(f_adaptive_avg, tensor_adaptive_avg_pool(x, 3, 2))
FUNCTION(f_adaptive_max, tensor_adaptive_max_pool(x, 2, 3))
FUNCTION(f_norm_train, normalised(x, y, z, (BatchNorm){.train = true}))
FUNCTION(f_norm_eval, normalised(x, y, z, (BatchNorm){.train = false}))
FUNCTION(f_norm_relu, normalised(x, y, z, (BatchNorm){.train = true, .act = ACT_RELU}))
FUNCTION(f_norm_pool, normalised_and_pooled(x, y, z))
FUNCTION(f_norm_add, normalised(x, y, z, (BatchNorm){.train = true, .add = x}))
FUNCTION(f_norm_add_relu, normalised(x, y, z, (BatchNorm){.train = true, .add = x, .act = ACT_RELU}))
FUNCTION(f_norm_eval_add_relu, normalised(x, y, z, (BatchNorm){.add = x, .act = ACT_RELU}))
FUNCTION(f_nll, tensor_nll(x, labels((int)x->shape[0], (int)x->shape[1])))
FUNCTION(f_bce, tensor_bce(x, target_of(x)))
FUNCTION(f_cross_entropy, nn_cross_entropy(x, labels((int)x->shape[0], (int)x->shape[1])))
FUNCTION(f_mse, nn_mse(x, y))
FUNCTION(f_l1, nn_l1(x, y))

enum { INPUTS = 3 };

/* Functions of one or two tensors are tried on all of these shapes. */
static const Shape one_shape[][INPUTS] = {
    {{0}},
    {{1, {1}}},
    {{1, {17}}},
    {{2, {3, 5}}},
    {{2, {1, 7}}},
    {{3, {2, 1, 3}}},
    {{6, {1, 2, 1, 3, 1, 2}}},
    {{4, {2, 3, 1, 4}}},
};
static const Shape two_shapes[][INPUTS] = {
    {{0}, {0}},
    {{1, {1}}, {0}},
    {{0}, {2, {3, 2}}},
    {{1, {5}}, {1, {5}}},
    {{1, {5}}, {1, {1}}},
    {{2, {3, 5}}, {1, {5}}},
    {{2, {3, 5}}, {2, {3, 1}}},
    {{2, {1, 5}}, {2, {3, 1}}},
    {{1, {4}}, {3, {2, 3, 4}}},
    {{3, {2, 1, 4}}, {3, {1, 3, 1}}},
    {{3, {1, 3, 4}}, {3, {2, 3, 1}}},
    {{4, {2, 1, 3, 1}}, {2, {1, 5}}},
    {{5, {1, 2, 1, 2, 3}}, {5, {2, 1, 2, 1, 3}}},
};

typedef struct Case {
    const char *op; /* as ops.h has it, or a function made of ops */
    GradcheckFunction f;
    enum { ONE, TWO, GIVEN } on; /* which shapes */
    double low, high;
    Shape shapes[INPUTS]; /* when GIVEN; the first of no elements in a row ends the list */
} Case;

#define NONE  \
    {         \
        {     \
            0 \
        }     \
    }
#define S(...)                                                     \
    {                                                              \
        (int)(sizeof((int64_t[]){__VA_ARGS__}) / sizeof(int64_t)), \
        {                                                          \
            __VA_ARGS__                                            \
        }                                                          \
    }

static const Case cases[] = {
    {"tensor_add", f_add, TWO, -2, 2, NONE},
    {"tensor_sub", f_sub, TWO, -2, 2, NONE},
    {"tensor_mul", f_mul, TWO, -2, 2, NONE},
    {"tensor_div", f_div, TWO, 0.5, 2, NONE},
    {"tensor_maximum", f_maximum, TWO, -2, 2, NONE},
    {"tensor_minimum", f_minimum, TWO, -2, 2, NONE},
    {"x * x", f_itself, ONE, -2, 2, NONE},
    {"tensor_pow", f_pow, ONE, 0.3, 2, NONE},
    {"pow 3", f_pow3, ONE, -2, 2, NONE},
    {"pow 1/2", f_pow_root, ONE, 0.3, 2, NONE},
    {"pow -1", f_pow_reciprocal, ONE, 0.5, 2, NONE},
    {"pow 0", f_pow_zero, ONE, -2, 2, NONE},
    {"tensor_add_scalar", f_add_scalar, ONE, -2, 2, NONE},
    {"tensor_mul_scalar", f_mul_scalar, ONE, -2, 2, NONE},
    {"tensor_neg", f_neg, ONE, -2, 2, NONE},
    {"tensor_abs", f_abs, ONE, -2, 2, NONE},
    {"tensor_square", f_square, ONE, -2, 2, NONE},
    {"tensor_sqrt", f_sqrt, ONE, 0.3, 2, NONE},
    {"tensor_exp", f_exp, ONE, -2, 1, NONE},
    {"tensor_log", f_log, ONE, 0.4, 2, NONE},
    {"tensor_clamp", f_clamp, ONE, -2, 2, NONE},
    {"tensor_relu", f_relu, ONE, -2, 2, NONE},
    {"tensor_leaky_relu", f_leaky_relu, ONE, -2, 2, NONE},
    {"tensor_gelu", f_gelu, ONE, -3, 3, NONE},
    {"tensor_sigmoid", f_sigmoid, ONE, -3, 3, NONE},
    {"tensor_tanh", f_tanh, ONE, -2, 2, NONE},
    {"tensor_softmax", f_softmax, GIVEN, -2, 2, {S(2, 3, 5)}},
    {"softmax of one class", f_softmax, GIVEN, -2, 2, {S(3, 1)}},
    {"softmax, axis 0", f_softmax0, GIVEN, -2, 2, {S(7)}},
    {"softmax, axis 0 of 3", f_softmax0, GIVEN, -2, 2, {S(3, 2, 2)}},
    {"softmax, axis 1 of 4", f_softmax1, GIVEN, -2, 2, {S(2, 3, 1, 2)}},
    {"tensor_log_softmax", f_log_softmax, GIVEN, -2, 2, {S(3, 7)}},
    {"log_softmax, axis 0", f_log_softmax0, GIVEN, -2, 2, {S(4, 3)}},
    {"tensor_dropout", f_dropout, ONE, -2, 2, NONE},
    {"tensor_sum", f_sum, GIVEN, -2, 2, {S(3, 1, 5)}},
    {"sum of all", f_sum_all, ONE, -2, 2, NONE},
    {"sum of axes 0, 2", f_sum_outer, GIVEN, -2, 2, {S(3, 4, 2)}},
    {"tensor_mean", f_mean, ONE, -2, 2, NONE},
    {"mean of axis 1", f_mean_middle, GIVEN, -2, 2, {S(3, 4, 2)}},
    {"tensor_max", f_max, ONE, -2, 2, NONE},
    {"max of axis 2", f_max_last, GIVEN, -2, 2, {S(2, 3, 5)}},
    {"tensor_min", f_min, GIVEN, -2, 2, {S(2, 3, 5)}},
    {"tensor_var", f_var, GIVEN, -2, 2, {S(2, 4, 3)}},
    {"var of all", f_var_all, GIVEN, -2, 2, {S(7)}},
    {"tensor_sum_keep", f_sum_keep, GIVEN, -2, 2, {S(2, 4, 3)}},
    {"tensor_mean_keep", f_mean_keep, GIVEN, -2, 2, {S(3, 2, 5)}},
    {"tensor_reshape", f_reshape, GIVEN, -2, 2, {S(3, 4)}},
    {"reshape of a permutation", f_reshape_turned, GIVEN, -2, 2, {S(2, 3, 2)}},
    {"tensor_flatten", f_flatten, GIVEN, -2, 2, {S(2, 3, 1, 2)}},
    {"tensor_permute", f_permute, GIVEN, -2, 2, {S(2, 3, 4)}},
    {"tensor_transpose", f_transpose, GIVEN, -2, 2, {S(1, 5)}},
    {"tensor_slice", f_slice, GIVEN, -2, 2, {S(2, 4, 3)}},
    {"slices that overlap", f_slice_twice, GIVEN, -2, 2, {S(2, 3)}},
    {"tensor_index", f_index, GIVEN, -2, 2, {S(3, 2)}},
    {"tensor_unsqueeze", f_unsqueeze, GIVEN, -2, 2, {S(3, 2)}},
    {"tensor_squeeze", f_squeeze, GIVEN, -2, 2, {S(3, 1, 2)}},
    {"tensor_expand", f_expand, GIVEN, -2, 2, {S(2, 1)}},
    {"tensor_contiguous", f_contiguous, GIVEN, -2, 2, {S(3, 4)}},
    {"tensor_cat", f_cat0, GIVEN, -2, 2, {S(1, 3), S(2, 3), S(4, 3)}},
    {"cat of the same twice", f_cat1, GIVEN, -2, 2, {S(2, 3), S(2, 1)}},
    {"tensor_stack", f_stack, GIVEN, -2, 2, {S(2, 3), S(2, 3)}},
    {"tensor_gather", f_gather, GIVEN, -2, 2, {S(3, 2, 2)}},
    {"tensor_matmul", f_matmul, GIVEN, -2, 2, {S(3, 5), S(5, 2)}},
    {"matmul of 1 x 1", f_matmul, GIVEN, -2, 2, {S(1, 1), S(1, 1)}},
    {"matmul of row and column", f_matmul, GIVEN, -2, 2, {S(1, 7), S(7, 1)}},
    {"matmul of column and row", f_matmul, GIVEN, -2, 2, {S(5, 1), S(1, 4)}},
    {"matmul of transposes", f_matmul_turned, GIVEN, -2, 2, {S(5, 3), S(2, 5)}},
    {"matmul, stretched gradient", f_matmul_sum, GIVEN, -2, 2, {S(3, 5), S(5, 4)}},
    {"matmul, gradient of stride 0", f_matmul_column, GIVEN, -2, 2, {S(3, 5), S(5, 4)}},
    {"tensor_linear", f_linear, GIVEN, -2, 2, {S(3, 5), S(4, 5), S(4)}},
    {"linear, one of each", f_linear, GIVEN, -2, 2, {S(1, 1), S(1, 1), S(1)}},
    {"linear without bias", f_linear_no_bias, GIVEN, -2, 2, {S(2, 7), S(3, 7)}},
    {"tensor_conv", f_conv, GIVEN, -1, 1, {S(2, 5, 4, 3), S(2, 3, 2, 3), S(2)}},
    {"conv 1 x 1", f_conv, GIVEN, -1, 1, {S(1, 3, 3, 2), S(3, 1, 1, 2), S(3)}},
    {"conv of the whole image", f_conv, GIVEN, -1, 1, {S(2, 3, 4, 1), S(2, 3, 4, 1), S(2)}},
    {"conv, pad 1", f_conv_pad, GIVEN, -1, 1, {S(1, 4, 5, 2), S(3, 3, 3, 2)}},
    {"conv by F(2x2)", f_conv_f2, GIVEN, -1, 1, {S(1, 4, 5, 2), S(3, 3, 3, 2), S(3)}},
    {"conv by F(4x4)", f_conv_f4, GIVEN, -1, 1, {S(1, 4, 5, 2), S(3, 3, 3, 2), S(3)}},
    {"conv, stride 2", f_conv_stride, GIVEN, -1, 1, {S(2, 6, 5, 2), S(2, 3, 3, 2), S(2)}},
    {"conv 1 x 1, stride 2", f_conv_stride, GIVEN, -1, 1, {S(1, 5, 4, 2), S(2, 1, 1, 2), S(2)}},
    {"conv 5 x 5, stride 3", f_conv_stride3, GIVEN, -1, 1, {S(1, 7, 6, 1), S(2, 5, 5, 1), S(2)}},
    {"tensor_max_pool", f_max_pool, GIVEN, -2, 2, {S(2, 5, 4, 2)}},
    {"max pool, ceil", f_max_pool_ceil, GIVEN, -2, 2, {S(1, 6, 5, 2)}},
    {"max pool, larger than the image", f_max_pool_over, GIVEN, -2, 2, {S(2, 2, 2, 2)}},
    {"tensor_avg_pool", f_avg_pool, GIVEN, -2, 2, {S(2, 5, 4, 2)}},
    {"avg pool, ceil", f_avg_pool_ceil, GIVEN, -2, 2, {S(1, 6, 5, 2)}},
    {"tensor_adaptive_avg_pool", f_adaptive_avg, GIVEN, -2, 2, {S(2, 5, 7, 1)}},
    {"adaptive avg pool, larger", f_adaptive_avg, GIVEN, -2, 2, {S(1, 2, 1, 3)}},
    {"tensor_adaptive_max_pool", f_adaptive_max, GIVEN, -2, 2, {S(1, 5, 7, 2)}},
    {"tensor_batch_norm", f_norm_train, GIVEN, -2, 2, {S(2, 2, 3, 3), S(3), S(3)}},
    {"batch norm of a table", f_norm_train, GIVEN, -2, 2, {S(5, 2), S(2), S(2)}},
    {"batch norm in evaluation", f_norm_eval, GIVEN, -2, 2, {S(2, 3, 1, 3), S(3), S(3)}},
    {"batch norm, relu", f_norm_relu, GIVEN, -2, 2, {S(5, 2, 3), S(3), S(3)}},
    {"tensor_batch_norm_pool", f_norm_pool, GIVEN, -2, 2, {S(2, 5, 4, 3), S(3), S(3)}},
    {"batch norm, add", f_norm_add, GIVEN, -2, 2, {S(5, 2, 3), S(3), S(3)}},
    {"batch norm, add, relu", f_norm_add_relu, GIVEN, -2, 2, {S(5, 2, 3), S(3), S(3)}},
    {"the same in evaluation", f_norm_eval_add_relu, GIVEN, -2, 2, {S(5, 2, 3), S(3), S(3)}},
    {"tensor_nll", f_nll, GIVEN, -2, 2, {S(5, 3)}},
    {"tensor_bce", f_bce, ONE, -3, 3, NONE},
    {"nn_cross_entropy", f_cross_entropy, GIVEN, -2, 2, {S(5, 3)}},
    {"nn_mse", f_mse, GIVEN, -2, 2, {S(5, 3), S(5, 3)}},
    {"nn_l1", f_l1, GIVEN, -2, 2, {S(5, 3), S(5, 3)}},
    {"conv, add", f_conv_add, GIVEN, -1, 1, {S(1, 4, 3, 2), S(2, 3, 3, 2), S(1, 4, 3, 2)}},
    {"conv, add, relu", f_conv_add_relu, GIVEN, -1, 1, {S(1, 5, 7, 2), S(2, 3, 3, 2), S(1, 2, 3, 2)}},
};
enum { N_CASES = sizeof cases / sizeof cases[0] };

/* Inputs whose values come from one spread, so that no two of them are equal either. */
static int make_inputs(const Case *c, const Shape *shapes, uint64_t seed, Tensor **inputs)
{
    float values[512];
    int64_t total = 0, used = 0, counts[INPUTS];
    int n = c->on == ONE ? 1 : c->on == TWO ? 2 : 0;
    while (c->on == GIVEN && n < INPUTS && shapes[n].n_dims > 0)
        n++;
    for (int i = 0; i < n; i++) {
        counts[i] = 1;
        for (int d = 0; d < shapes[i].n_dims; d++)
            counts[i] *= shapes[i].size[d];
        total += counts[i];
    }
    cr_assert(total <= 512);
    values_spread(values, total, c->low, c->high, seed);
    for (int i = 0; i < n; i++) {
        inputs[i] = tensor_requires_grad(tensor_from(shapes[i], values + used, counts[i]));
        used += counts[i];
    }
    return n;
}

static int n_checks;

static void check(const Case *c, const Shape *shapes, uint64_t seed)
{
    if (on_opencl() && (c->f == f_conv_f2 || c->f == f_conv_f4))
        return; /* that device has no Winograd convolution, and says so */
    Scope scope = scope_begin();
    Tensor *inputs[INPUTS] = {0};
    int n = make_inputs(c, shapes, seed, inputs);
    Gradcheck found;
    bool done = gradcheck(c->f, inputs, n, NULL, 4e-3, &found);
    n_checks++;
    cr_expect(done && found.worst <= 5e-3, "%s, (%s) (%s): input %d, element %ld: tape %g, measured %g  %s",
              c->op, shape_text(shapes[0]), shape_text(shapes[1]), found.input, (long)found.element,
              found.tape, found.measured, error_text());
    error_clear();
    scope_end(scope);
}

/* A case's numbers hang on its name, not on its place: a new case must not move another one's to a kink. */
static uint64_t seed_of(const char *name)
{
    uint64_t seed = 5;
    for (; *name; name++)
        seed = 31 * seed + (uint64_t)*name;
    return seed;
}

Test(gradcheck, every_op)
{
    for (int i = 0; i < N_CASES; i++) {
        const Case *c = &cases[i];
        uint64_t seed = seed_of(c->op);
        if (c->on == GIVEN)
            check(c, c->shapes, seed);
        for (size_t k = 0; c->on == ONE && k < sizeof one_shape / sizeof one_shape[0]; k++)
            check(c, one_shape[k], seed + k);
        for (size_t k = 0; c->on == TWO && k < sizeof two_shapes / sizeof two_shapes[0]; k++)
            check(c, two_shapes[k], seed + k);
    }
    cr_expect(ge(int, n_checks, 300));
}

static bool is_checked(const char *op)
{
    for (int i = 0; i < N_CASES; i++)
        if (strcmp(cases[i].op, op) == 0)
            return true;
    return false;
}

Test(gradcheck, no_op_is_left_out)
{
    FILE *header = fopen("lib/autograd/ops.h", "r");
    cr_assert(header != NULL, "run the tests from the project's folder");
    char line[256], op[64];
    int n = 0;
    while (fgets(line, sizeof line, header)) {
        if (sscanf(line, "Tensor *%63[a-z0-9_](", op) != 1)
            continue;
        n++;
        cr_expect(is_checked(op), "%s has no line in the table of this file", op);
    }
    fclose(header);
    cr_expect(n >= 53, "only %d declarations found: has the header's layout changed?", n);
}
