/* The tests of exercise 16.2. */
#include "ex2_identity.h"

#include "base/error.h"
#include "base/random.h"
#include "nn/init.h"

#include <criterion/criterion.h>
#include <math.h>

enum { CHANNELS = 4 };

/* A correction as it is after somebody has used it: beta is not 0. */
static Module *correction(void)
{
    random_seed(16);
    ConvOptions same = {.pad = 1, .no_bias = true};
    Module *f = nn_sequential(nn_conv(CHANNELS, CHANNELS, 3, same), nn_batch_norm(CHANNELS), nn_relu(),
                              nn_conv(CHANNELS, CHANNELS, 3, same), nn_batch_norm(CHANNELS));
    cr_assert(f != NULL, "%s", error_text());
    nn_init_constant(f->children[1]->tensors[1].tensor, 0.25);
    nn_init_constant(f->children[4]->tensors[1].tensor, 0.25);
    return f;
}

static Tensor *pictures(void)
{
    return tensor_relu(nn_init_normal(tensor_empty(SHAPE(8, 6, 6, CHANNELS)), 0, 1));
}

static double largest(Tensor *x)
{
    return tensor_item(tensor_max(tensor_abs(x), ALL_AXES));
}

Test(identity, changes_nothing_at_first)
{
    Module *f = correction();
    start_from_identity(f);
    Tensor *x = pictures();
    double most = largest(nn_forward(f, x));
    cr_assert(most == 0,
              "f(x) should be 0 for every x, and its largest number is %g. What is added after gamma?", most);
}

Test(identity, finds_a_slope)
{
    Module *f = correction();
    start_from_identity(f);
    Tensor *towards = nn_init_normal(tensor_empty(SHAPE(8, 6, 6, CHANNELS)), 0, 1);
    cr_assert(tensor_backward(tensor_sum(tensor_mul(nn_forward(f, pictures()), towards), ALL_AXES)), "%s",
              error_text());
    double slope = largest(f->children[4]->tensors[0].tensor->grad);
    cr_assert(slope > 0.01,
              "the gradient of the last gamma is %g: it will never move. What would have to come out of the "
              "layers before it?",
              slope);
}

Test(identity, leaves_the_rest_alone)
{
    Module *f = correction(), *fresh = correction();
    start_from_identity(f);
    static const struct {
        int child, tensor;
        const char *name;
    } kept[] = {{0, 0, "the weight of the first convolution"},
                {1, 0, "gamma of the first norm"},
                {1, 1, "beta of the first norm"},
                {3, 0, "the weight of the second convolution"}};
    for (int i = 0; i < 4; i++)
        cr_assert(tensor_all_close(f->children[kept[i].child]->tensors[kept[i].tensor].tensor,
                                   fresh->children[kept[i].child]->tensors[kept[i].tensor].tensor, 0, 0),
                  "%s has changed: is that needed for f to be 0?", kept[i].name);
}
