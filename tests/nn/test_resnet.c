/* The residual nets against torchvision's: the same seed gives the same weights, so logits and gradients
 * must agree. */
#include <math.h>
#include <string.h>

#include "base/random.h"
#include "base/sha256.h"
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

/* By the method that is chosen for speed, and by the direct one. */
static void check_evaluation(Module *net, const GoldenResnet *golden)
{
    nn_eval(net);
    expect_logits(golden->name, nn_forward(net, pictures()), golden->eval, 1e-4);
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

/* PyTorch's order of a weight's axes: what comes out, what comes in, height, width. */
static Shape torch_shape(Tensor *t)
{
    Shape s = tensor_shape(t);
    return s.n_dims == 4 ? SHAPE(s.size[0], s.size[3], s.size[1], s.size[2]) : s;
}

/* A line for each tensor, "conv1.weight (64, 3, 7, 7)", digested. */
static void names_and_shapes(Module *net, char digest[SHA256_TEXT_SIZE])
{
    const Parameters *state = nn_state(net);
    cr_assert(state != NULL, "%s", error_text());
    Sha256 sha;
    uint8_t bytes[SHA256_BYTES];
    sha256_begin(&sha);
    for (int i = 0; i < state->n; i++) {
        const char *line =
            scope_text("%s (%s)\n", state->names[i], shape_text(torch_shape(state->tensors[i])));
        cr_assert(line != NULL);
        sha256_add(&sha, line, strlen(line));
    }
    sha256_end(&sha, bytes);
    sha256_text(bytes, digest);
}

Test(resnet, has_the_names_shapes_and_parameters_of_torchvision)
{
    static const int64_t counts[] = {11689512, 21797672, 25557032};
    for (size_t i = 0; i < sizeof(resnet_golden) / sizeof(resnet_golden[0]); i++) {
        const GoldenResnet *golden = &resnet_golden[i];
        Scope scope = scope_begin();
        Module *net = maker_of(golden->name)(1000);
        char digest[SHA256_TEXT_SIZE];
        names_and_shapes(net, digest);
        cr_expect(eq(str, digest, (char *)golden->names_and_shapes), "%s", golden->name);
        if (i < sizeof counts / sizeof *counts)
            cr_expect(eq(i64, nn_parameter_count(net), counts[i]), "%s", golden->name);
        scope_end(scope);
    }
    cr_expect(eq(i64, nn_parameter_count(nn_resnet18_half(1000)), 3055880));
    cr_expect(eq(ptr, nn_resnet18(0), NULL));
    expect_error(ERR_VALUE, "nn_resnet: 0 classes", "");
}
