/* The residual nets against torchvision's: the same seed gives the same weights, so logits and gradients
 * must agree. */
#include <math.h>
#include <string.h>

#include "base/random.h"
#include "nn/loss.h"
#include "nn/resnet.h"
#include "tests/golden/resnet.h"
#include "tests/support/expect.h"

typedef Module *(*MakeNet)(int n_classes);

static MakeNet maker_of(const char *name)
{
    return strcmp(name, "resnet18") == 0   ? nn_resnet18
           : strcmp(name, "resnet34") == 0 ? nn_resnet34
           : strcmp(name, "resnet50") == 0 ? nn_resnet50
                                           : nn_resnet20;
}

static Tensor *pictures(void)
{
    enum { COUNT = 2 * RESNET_SIZE * RESNET_SIZE * 3 };
    static float values[COUNT];
    for (int i = 0; i < COUNT; i++)
        values[i] = (float)((int64_t)i * 7919 % 1000) / 500 - 1;
    return tensor_from(SHAPE(2, RESNET_SIZE, RESNET_SIZE, 3), values, COUNT);
}

/* Closer than `tolerance` of the largest. */
static void expect_logits(const char *name, Tensor *logits, const double *expected, double tolerance)
{
    float got[2 * RESNET_CLASSES];
    double largest = 0;
    cr_assert(eq(i64, tensor_count(logits), 2 * RESNET_CLASSES), "%s: %s", name, error_text());
    cr_assert(tensor_read(logits, got));
    for (int i = 0; i < 2 * RESNET_CLASSES; i++)
        largest = fmax(largest, fabs(expected[i]));
    for (int i = 0; i < 2 * RESNET_CLASSES; i++)
        cr_expect(fabs((double)got[i] - expected[i]) < tolerance * largest, "%s, logit %d: %g, not %g", name,
                  i, (double)got[i], expected[i]);
}

static double size_of_gradient(const Parameters *parameters, const char *name)
{
    for (int i = 0; i < parameters->n; i++)
        if (strcmp(parameters->names[i], name) == 0)
            return sqrt(tensor_item(tensor_sum(tensor_square(parameters->tensors[i]->grad), ALL_AXES)));
    return NAN;
}

static void set_method(Module *net, ConvMethod method)
{
    if (strcmp(net->kind, "Conv") == 0)
        ((ConvOptions *)net->how)->method = method;
    for (int i = 0; i < net->n_children; i++)
        set_method(net->children[i], method);
}

/* Winograd's method rounds more, and ResNet-50 adds up what 17 of its convolutions rounded. */
static void check_evaluation(Module *net, const GoldenResnet *golden)
{
    nn_eval(net);
    expect_logits(golden->name, nn_forward(net, pictures()), golden->eval, 2e-4);
    set_method(net, CONV_DIRECT);
    expect_logits(golden->name, nn_forward(net, pictures()), golden->eval, 1e-4);
}

static void check_net(const GoldenResnet *golden)
{
    Scope scope = scope_begin();
    random_seed(RESNET_SEED);
    Module *net = maker_of(golden->name)(RESNET_CLASSES);
    const Parameters *parameters = nn_parameters(net), *state = nn_state(net);
    cr_assert(parameters && state, "%s", error_text());
    cr_expect(eq(i64, nn_parameter_count(net), golden->n_parameters));
    cr_assert(eq(int, state->n, golden->n_state));
    for (int i = 0; i < 8; i++)
        cr_expect(eq(str, (char *)state->names[state->n - 8 + i], (char *)golden->last_names[i]));

    Tensor *logits = nn_forward(net, pictures());
    expect_logits(golden->name, logits, golden->train, 2e-4);
    cr_assert(tensor_backward(nn_cross_entropy(logits, tensor_of(SHAPE(2), 1, 3))), "%s", error_text());
    /* Not closer: near 0 a rounding error decides whether a ReLU lets a gradient through. */
    for (int i = 0; i < RESNET_GRADS; i++) {
        double got = size_of_gradient(parameters, resnet_grad_names[i]), wanted = golden->gradient_sizes[i];
        cr_expect(fabs(got - wanted) < 0.02 * wanted, "%s, gradient of %s: %g, not %g", golden->name,
                  resnet_grad_names[i], got, wanted);
    }
    check_evaluation(net, golden);
    scope_end(scope);
}

Test(resnet, agrees_with_torchvision)
{
    for (size_t i = 0; i < sizeof(resnet_golden) / sizeof(resnet_golden[0]); i++)
        check_net(&resnet_golden[i]);
}

Test(resnet, has_the_parameters_of_torchvision)
{
    cr_expect(eq(i64, nn_parameter_count(nn_resnet18(1000)), 11689512));
    cr_expect(eq(i64, nn_parameter_count(nn_resnet18_half(1000)), 3055880));
    cr_expect(eq(i64, nn_parameter_count(nn_resnet34(1000)), 21797672));
    cr_expect(eq(i64, nn_parameter_count(nn_resnet50(1000)), 25557032));
    cr_expect(eq(ptr, nn_resnet18(0), NULL));
    expect_error(ERR_VALUE, "nn_resnet: 0 classes", "");
}
