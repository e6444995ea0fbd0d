/* How weights start: the numbers are what PyTorch 1.13 draws from the same seed. */
#include <math.h>
#include <string.h>

#include "base/random.h"
#include "nn/init.h"
#include "nn/module.h"
#include "tests/support/expect.h"

/* Equal to the last bit or the one before it. */
static void expect_drawn(Tensor *t, const float *expected, int64_t n)
{
    float values[64];
    cr_assert(n <= 64 && tensor_count(t) == n && tensor_read(t, values), "%s", error_text());
    for (int64_t i = 0; i < n; i++)
        cr_expect(fabsf(values[i] - expected[i]) <= 1.2e-7f * fabsf(expected[i]),
                  "element %ld: %.9g, not %.9g", (long)i, (double)values[i], (double)expected[i]);
}

Test(init, linear_starts_as_in_pytorch)
{
    static const float weight[] = {
        0.288968384f,  0.313713491f,  -0.088546671f, 0.34720242f,    -0.0828133672f, 0.0762697086f,
        -0.184013903f, 0.221971974f,  0.333191901f,  -0.277285367f,  0.328525275f,   0.0707395673f,
        0.279243499f,  0.0511879437f, 0.182249963f,  -0.0533651821f, 0.291367441f,   0.0558665171f,
        -0.176448897f, 0.096342504f,  -0.174142078f, -0.0443249717f, -0.153513417f,  0.250730664f,
        -0.298353881f, -0.174245521f, -0.106727615f, -0.227259621f,  0.0356734656f,  -0.373307616f,
        0.341343135f,  -0.321068794f, 0.291798919f,  0.0629005283f,  -0.122726776f};
    static const float bias[] = {0.233563125f, 0.0589060523f, 0.305381447f, 0.0413189568f, -0.119199857f};
    random_seed(42);
    Module *layer = nn_linear(7, 5);
    expect_drawn(layer->tensors[0].tensor, weight, 35);
    expect_drawn(layer->tensors[1].tensor, bias, 5);
}

/* Drawn in PyTorch's order of axes, kept in ours: (k, kh, kw, c). */
Test(init, convolution_starts_as_in_pytorch)
{
    static const float first[] = {0.0164626427f, 0.165589496f,  -0.141985536f,  0.167321816f,
                                  0.0750531107f, 0.0240110885f, 0.0739587843f,  -0.100485057f,
                                  -0.125977412f, -0.138442367f, -0.0353263915f, -0.0258847401f};
    static const float last[] = {0.232694745f, 0.215685546f, -0.0140066063f};
    static const float bias[] = {-0.186240748f, 0.00644012261f, -0.109653287f};
    random_seed(7);
    Module *layer = nn_conv(2, 3, 3, (ConvOptions){0});
    Tensor *row = tensor_reshape(tensor_detach(layer->tensors[0].tensor), SHAPE(-1));
    expect_drawn(tensor_slice(row, 0, 0, 12), first, 12);
    expect_drawn(tensor_slice(row, 0, 51, 54), last, 3);
    expect_drawn(layer->tensors[1].tensor, bias, 3);
}

static Tensor *uniform(Tensor *t)
{
    return nn_init_uniform(t, -.3, .7);
}

static Tensor *normal(Tensor *t)
{
    return nn_init_normal(t, 1, .5);
}

static Tensor *kaiming_uniform(Tensor *t)
{
    return nn_init_kaiming_uniform(t, 0);
}

static Tensor *kaiming_normal(Tensor *t)
{
    return nn_init_kaiming_normal(t, 0);
}

Test(init, distributions_of_pytorch)
{
    static const struct {
        Tensor *(*fill)(Tensor *);
        double values[5];
    } cases[] = {
        {kaiming_uniform, {-1.21430147, -0.96615386, 0.596939147, 0.850753486, 0.918206513}},
        {kaiming_normal, {-0.0541956984, 0.25447467, 0.0375002772, 0.23930487, 0.956541479}},
        {nn_init_xavier_uniform, {-0.809534311, -0.644102573, 0.397959411, 0.567169011, 0.612137675}},
        {nn_init_xavier_normal, {-0.0361304656, 0.16964978, 0.0250001848, 0.159536585, 0.637694359}},
        {uniform, {-0.295736492, -0.194430649, 0.44369936, 0.547318637, 0.574856222}},
        {normal, {0.961677849, 1.1799407, 1.02651668, 1.16921413, 1.67637706}},
    };
    static const int64_t at[5][2] = {{0, 0}, {0, 1}, {1, 3}, {4, 2}, {4, 3}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        random_seed(3);
        Tensor *t = cases[i].fill(tensor_empty(SHAPE(5, 4)));
        for (int k = 0; k < 5; k++)
            cr_expect(epsilon_eq(dbl, tensor_at(t, at[k][0], at[k][1]), cases[i].values[k], 3e-7), "case %zu",
                      i);
    }
}

Test(init, fans)
{
    double in, out;
    cr_assert(nn_init_fans(tensor_empty(SHAPE(5, 7)), &in, &out));
    cr_expect(eq(dbl, in, 7));
    cr_expect(eq(dbl, out, 5));
    cr_assert(nn_init_fans(tensor_empty(SHAPE(16, 3, 5, 8)), &in, &out));
    cr_expect(eq(dbl, in, 3 * 5 * 8));
    cr_expect(eq(dbl, out, 3 * 5 * 16));
    const char *hint = "a weight is (out, in) or (k, kh, kw, c)";
    cr_expect(not(nn_init_fans(tensor_scalar(1), &in, &out)));
    expect_error(ERR_SHAPE, "nn_init_fans: a weight of shape ()", hint);
    expect_refused(nn_init_kaiming_normal(tensor_ones(SHAPE(5)), 0), "nn_init_fans: a weight of shape (5)",
                   hint);
    expect_refused(nn_init_xavier_uniform(tensor_ones(SHAPE(0, 5))), "nn_init_fans: a weight of shape (0, 5)",
                   hint);
    cr_expect(not(nn_init_fans(tensor_ones(SHAPE(5, 7)), &in, NULL)));
    cr_expect(eq(ptr, nn_init_xavier_normal(NULL), NULL));
    cr_expect(eq(ptr, nn_init_constant(NULL, 1), NULL));
    EXPECT_VALUES(nn_init_constant(tensor_empty(SHAPE(2)), 4), 4, 4);
    cr_expect(error_ok());
}

/* Weights that a file fills are not drawn: they stay what they are, and so does the generator. */
Test(init, off)
{
    Tensor *weight = tensor_ones(SHAPE(2, 3));
    random_seed(1);
    Random before = *random_default();
    cr_expect(nn_init_enable(false), "it is on from the start");
    cr_expect(nn_init_kaiming_normal(weight, 0) == weight && nn_init_uniform(weight, 0, 1) == weight);
    cr_expect(nn_linear(20, 30) && nn_conv(3, 4, 3, (ConvOptions){0}), "%s", error_text());
    cr_expect(tensor_equal(weight, tensor_ones(SHAPE(2, 3))));
    cr_expect(memcmp(&before, random_default(), sizeof before) == 0, "numbers were drawn");
    cr_expect(not(nn_init_enable(true)));
    cr_expect(not(tensor_equal(nn_init_uniform(weight, 0, 1), tensor_ones(SHAPE(2, 3)))));
}
