/* Fine-tuning: what is frozen stays, every group moves at its own rate, and the rates are fast.ai's. */
#include <string.h>

#include "base/random.h"
#include "nn/vision_model.h"
#include "tests/support/expect.h"
#include "train/learner.h"

enum { SIDE = 4, SAMPLES = 128, BATCHES = 8 };

static Image *striped(const Dataset *set, int64_t i)
{
    (void)set;
    Image *image = image_new(SIDE, SIDE, 1);
    for (int p = 0; image && p < SIDE * SIDE; p++)
        image->pixels[p] = (uint8_t)(i % 2 ? 40 + 10 * p : 200 - 5 * p + i);
    return image;
}

static int parity(const Dataset *set, int64_t i)
{
    (void)set;
    return (int)(i % 2);
}

static const Dataset stripes = {
    .n = SAMPLES, .name = "stripes", .n_classes = 2, .image = striped, .label = parity};

/* The layers' names begin with their numbers. */
static int by_layer(const char *name)
{
    return name[0] - '1';
}

typedef struct Bench {
    Groups *groups;
    Learner *learn;
} Bench;

static Bench bench_new(Sgd *sgd)
{
    random_seed(5);
    Module *net = nn_sequential(nn_flatten(), nn_linear(SIDE * SIDE, 8), nn_batch_norm(8), nn_linear(8, 2));
    Bench b = {.groups = nn_groups(net, 3, by_layer)};
    cr_assert(b.groups != NULL, "%s", error_text());
    LoaderOptions options = {.batch = SAMPLES / BATCHES, .shuffle = true};
    Optim *optim =
        sgd ? optim_sgd(b.groups->parameters, *sgd) : optim_adam(b.groups->parameters, optim_fastai());
    b.learn = learner_new(loader_new(&stripes, options), loader_new(&stripes, options), net, optim,
                          (LearnerOptions){.groups = b.groups});
    cr_assert(b.learn != NULL, "%s", error_text());
    return b;
}

/* Which parameters differ from their copies? */
static void expect_moved(const Groups *groups, Tensor **copies, const bool *moved)
{
    for (int i = 0; i < groups->parameters->n; i++) {
        Scope scope = scope_begin();
        double change = tensor_item(tensor_sum(
            tensor_abs(tensor_sub(tensor_detach(groups->parameters->tensors[i]), copies[i])), ALL_AXES));
        cr_expect(eq(int, change > 0, moved[i]), "%s moved by %g", groups->parameters->names[i], change);
        tensor_copy_(copies[i], groups->parameters->tensors[i]);
        scope_end(scope);
    }
}

Test(tune, frozen_groups_stay_and_their_norms_learn)
{
    Bench b = bench_new(NULL);
    Tensor *copies[6];
    cr_assert(eq(int, b.groups->parameters->n, 6));
    for (int i = 0; i < 6; i++)
        copies[i] = raw_clone(b.groups->parameters->tensors[i]);

    cr_expect(learner_freeze(b.learn) && learner_fit(b.learn, 1, 1e-2), "%s", error_text());
    expect_moved(b.groups, copies, (bool[]){false, false, true, true, true, true});
    cr_expect(eq(i64, nn_trainable_count(b.groups), 16 + 18));
    cr_expect(learner_freeze_to(b.learn, -1, false) && learner_fit(b.learn, 1, 1e-2), "%s", error_text());
    expect_moved(b.groups, copies, (bool[]){false, false, false, false, true, true});
    cr_expect(learner_freeze_to(b.learn, 1, false) && learner_fit(b.learn, 1, 1e-2), "%s", error_text());
    expect_moved(b.groups, copies, (bool[]){false, false, true, true, true, true});
    cr_expect(learner_unfreeze(b.learn) && learner_fit(b.learn, 1, 1e-2), "%s", error_text());
    expect_moved(b.groups, copies, (bool[]){true, true, true, true, true, true});

    cr_expect(not(learner_freeze_to(b.learn, 4, true)));
    expect_error(ERR_VALUE, "learner_freeze_to: group 4 of 3", "");
}

/* Plain SGD moves a parameter by rate * gradient: with equal gradients, steps are as rates. */
Test(tune, every_group_moves_at_its_own_rate)
{
    Tensor *values[] = {tensor_zeros(SHAPE(1)), tensor_zeros(SHAPE(1)), tensor_zeros(SHAPE(1))};
    const char *names[] = {"a", "b", "c"};
    Tensor *all = tensor_zeros(SHAPE(1));
    for (int i = 0; i < 3; i++)
        tensor_requires_grad(values[i]);
    Optim *sgd = optim_sgd(&(Parameters){3, values, names}, (Sgd){.lr = 0.5f});
    cr_expect(optim_scale_lrs(sgd, 3, (double[]){0.01, 0.1, 1}));
    for (int i = 0; i < 3; i++)
        all = tensor_add(all, values[i]);
    cr_expect(tensor_backward(all) && optim_step(sgd), "%s", error_text());
    cr_expect(epsilon_eq(dbl, tensor_item(values[0]), -0.005, 1e-9));
    cr_expect(epsilon_eq(dbl, tensor_item(values[1]), -0.05, 1e-8));
    cr_expect(epsilon_eq(dbl, tensor_item(values[2]), -0.5, 1e-9));
    cr_expect(not(optim_scale_lrs(sgd, 2, (double[]){1, 1})));
    expect_error(ERR_VALUE, "optim_scale_lrs: 2 scales for 3 parameters", "");
}

/* Eight batches per epoch; the numbers were recorded from fast.ai. */
Test(tune, fine_tune_has_fastai_rates)
{
    static const double frozen[BATCHES] = {8.000e-05, 1.545e-04, 3.666e-04, 6.832e-04,
                                           1.055e-03, 1.425e-03, 1.735e-03, 1.937e-03};
    static const struct {
        int batch;
        double lr, momentum;
    } tuned[] = {
        {0, 2.000e-04, .9500}, {9, 9.923e-04, .8510}, {15, 8.633e-04, .8637}, {30, 1.955e-05, .9480}};
    Bench b = bench_new(NULL);
    cr_assert(learner_fine_tune(b.learn, (FineTune){.epochs = 4}), "%s", error_text());
    const Recorder *recorder = learner_recorder(b.learn);
    cr_assert(eq(i64, recorder->n_steps, 5 * BATCHES));
    for (int i = 0; i < BATCHES; i++)
        cr_expect(epsilon_eq(dbl, (double)recorder->lrs[i], frozen[i], frozen[i] * 5e-4));
    for (size_t i = 0; i < sizeof tuned / sizeof *tuned; i++) {
        int step = BATCHES + tuned[i].batch;
        cr_expect(epsilon_eq(dbl, (double)recorder->lrs[step], tuned[i].lr, tuned[i].lr * 5e-4));
        cr_expect(epsilon_eq(dbl, (double)recorder->moms[step], tuned[i].momentum, 5e-5));
    }
}

Test(tune, counts_of_the_vision_models)
{
    Groups *three = nn_vision_groups(nn_vision_model("resnet18", (VisionModel){.n_classes = 3}));
    cr_assert(three != NULL, "%s", error_text());
    cr_expect(eq(i64, nn_trainable_count(three), 11705408));
    nn_freeze(three, 2, true);
    cr_expect(eq(i64, nn_trainable_count(three), 538496));
    nn_freeze(three, 2, false);
    cr_expect(eq(i64, nn_trainable_count(three), 528896));
    static const char *const first[] = {"body.layer3.0.conv1.weight", "head.2.weight"};
    for (int i = 1; i < three->parameters->n; i++)
        if (three->group[i] != three->group[i - 1])
            cr_expect(eq(str, (char *)three->parameters->names[i], (char *)first[three->group[i] - 1]));

    cr_expect(eq(ptr, nn_vision_model("resnet19", (VisionModel){.n_classes = 3}), NULL));
    expect_error(ERR_VALUE, "nn_vision_model: there is no net named resnet19",
                 "there are resnet18, resnet18_half, resnet34, resnet50, squeezenet1_0, squeezenet1_1");
}
