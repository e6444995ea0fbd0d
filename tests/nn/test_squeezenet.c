/* SqueezeNet gives torchvision's answers with torchvision's weights. */
#include <math.h>

#include "base/random.h"
#include "nn/init.h"
#include "nn/squeezenet.h"
#include "tests/golden/squeezenet.h"
#include "tests/support/expect.h"

static void check(Module *net, const float *logits)
{
    random_seed(0);
    const Parameters *state = nn_state(net);
    for (int i = 0; i < state->n; i++) {
        Shape shape = tensor_shape(state->tensors[i]);
        double fan_in = shape.n_dims > 1 ? (double)(tensor_count(state->tensors[i]) / shape.size[0]) : 64,
               bound = sqrt(6 / fan_in);
        nn_init_as_torch(state->tensors[i], nn_init_uniform, -bound, bound);
    }
    nn_eval(net);
    grad_enable(false);
    Tensor *x = nn_init_as_torch(tensor_empty(SHAPE(2, SQUEEZENET_SIZE, SQUEEZENET_SIZE, 3)), nn_init_uniform,
                                 -0.5, 0.5);
    Tensor *answer = nn_forward(net, x);
    grad_enable(true);
    cr_assert(answer != NULL, "%s", error_text());
    for (int64_t i = 0; i < 2 * SQUEEZENET_CLASSES; i++)
        cr_expect(epsilon_eq(dbl, tensor_at(answer, i / SQUEEZENET_CLASSES, i % SQUEEZENET_CLASSES),
                             (double)logits[i], 1e-4 * fabs((double)logits[i]) + 1e-5));
}

Test(squeezenet, answers_as_torchvision)
{
    check(nn_squeezenet1_0(SQUEEZENET_CLASSES), squeezenet1_0_logits);
    check(nn_squeezenet1_1(SQUEEZENET_CLASSES), squeezenet1_1_logits);
}

/* As small as the header promises: the last max pool then sees less than its window. */
Test(squeezenet, smallest_pictures)
{
    Tensor *x = tensor_randn(SHAPE(2, 21, 21, 3));
    Module *nets[] = {nn_squeezenet1_0(3), nn_squeezenet1_1(3)};
    for (int i = 0; i < 2; i++)
        cr_expect(isfinite(tensor_item(tensor_sum(nn_forward(nets[i], x), ALL_AXES))), "%s", error_text());
}

Test(squeezenet, counts_and_names)
{
    Module *net = nn_squeezenet1_1(1000);
    cr_expect(eq(i64, nn_parameter_count(net), 1235496));
    cr_expect(eq(i64, nn_parameter_count(nn_squeezenet1_0(1000)), 1248424));
    const Parameters *state = nn_state(net);
    cr_expect(eq(str, (char *)state->names[0], "features.0.weight"));
    cr_expect(eq(str, (char *)state->names[2], "features.3.squeeze.weight"));
    cr_expect(eq(str, (char *)state->names[7], "features.3.expand3x3.bias"));
    cr_expect(eq(str, (char *)state->names[state->n - 1], "classifier.1.bias"));
}
