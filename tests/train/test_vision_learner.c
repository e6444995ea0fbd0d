/* A net that was trained on other photos: what of it is taken, what is trained, and what that costs. */
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/pool.h"
#include "base/random.h"
#include "base/scope.h"
#include "data/transforms.h"
#include "nn/safetensors.h"
#include "nn/squeezenet.h"
#include "tests/support/expect.h"
#include "tests/support/temp_folder.h"
#include "train/vision_learner.h"

TestSuite(vision_learner, .fini = scope_end_all);

enum { SIDE = 48, TRAIN = 24, VALID = 12, CLASSES = 3 };

/* One colour is stronger than the others, in noise. */
static Image *tinted(const Dataset *set, int64_t i)
{
    int channels = *(const int *)set->state;
    Image *image = image_new(SIDE, SIDE, channels);
    Stream stream = stream_of(8, (uint64_t)set->n, (uint64_t)i);
    for (size_t k = 0; image && k < image_bytes(image); k++)
        image->pixels[k] =
            (uint8_t)(stream_below(&stream, 128) + ((int64_t)k % channels == i % CLASSES ? 100 : 0));
    return image;
}

static int third(const Dataset *set, int64_t i)
{
    (void)set;
    return (int)(i % CLASSES);
}

static const char *const names[CLASSES] = {"blue", "green", "red"};
static const int colour = 3, grey = 1;

static DataLoaders loaders(const int *channels)
{
    Dataset *train = scope_alloc(sizeof *train), *valid = scope_alloc(sizeof *valid);
    *train = (Dataset){.n = TRAIN,
                       .name = "tints",
                       .n_classes = CLASSES,
                       .classes = (const char **)(uintptr_t)names,
                       .image = tinted,
                       .label = third,
                       .state = channels};
    *valid = *train;
    valid->n = VALID;
    LoaderOptions options = {.batch = 8, .shuffle = true, .train = true, .workers = 1};
    DataLoaders dls = {.train = loader_new(train, options), .vocab = {CLASSES, train->classes}};
    options.shuffle = options.train = false;
    dls.valid = loader_new(valid, options);
    return dls;
}

/* A file as torchvision's, for classes that nobody here needs. */
static const char *weights_file(void)
{
    const char *path = temp_path(temp_folder(), "squeezenet.safetensors");
    random_seed(3);
    cr_assert(nn_save(nn_squeezenet1_1(7), path, NULL), "%s", error_text());
    return path;
}

static double size_of_change(Tensor *now, Tensor *before)
{
    return tensor_item(tensor_sum(tensor_abs(tensor_sub(tensor_detach(now), before)), ALL_AXES));
}

Test(vision_learner, takes_the_body_freezes_it_and_normalises)
{
    const char *weights = weights_file();
    random_seed(3);
    Module *whole = nn_squeezenet1_1(7);
    DataLoaders dls = loaders(&colour);
    Learner *learn = vision_learner(dls, "squeezenet1_1", (VisionOptions){.weights = weights});
    cr_assert(learn != NULL, "%s", error_text());
    Parameters *theirs = nn_parameters(whole->children[0]);
    const Groups *groups = learner_groups(learn);
    for (int i = 0; i < theirs->n; i++)
        cr_expect(tensor_equal(theirs->tensors[i], groups->parameters->tensors[i]), "%s", theirs->names[i]);
    cr_expect(eq(i64, nn_trainable_count(groups), 528896));
    cr_expect(eq(flt, loader_options(dls.train)->mean[0], 0.485f));
    cr_expect(eq(flt, loader_options(dls.valid)->std[2], 0.225f));
    cr_expect(learner_unfreeze(learn));
    cr_expect(eq(i64, nn_trainable_count(groups), 722496 + 528896));

    Learner *fresh = vision_learner(loaders(&colour), "squeezenet1_1", (VisionOptions){0});
    cr_expect(eq(i64, nn_trainable_count(learner_groups(fresh)), 722496 + 528896));
    cr_expect(eq(ptr, (void *)loader_options(learner_loader(fresh, true))->mean, NULL));

    cr_expect(eq(ptr, vision_learner(dls, "resnet18", (VisionOptions){.weights = weights}), NULL));
    cr_expect(eq(int, error_code(), ERR_FORMAT));
    cr_expect(strstr(error_text(), "missing (conv1.weight") &&
                  strstr(error_text(), "extra (features.0.weight"),
              "%s", error_text());
    error_clear();
}

/* A grey picture and the same one in colour are one picture. */
Test(vision_learner, grey_pictures_see_the_sum_of_the_colours)
{
    const char *weights = weights_file();
    VisionModel how = {.n_classes = CLASSES, .weights = weights};
    random_seed(4);
    Module *in_colour = nn_vision_model("squeezenet1_1", how);
    how.channels = 1;
    random_seed(4);
    Module *in_grey = nn_vision_model("squeezenet1_1", how);
    cr_assert(in_grey != NULL, "%s", error_text());
    nn_eval(in_colour);
    nn_eval(in_grey);
    Tensor *x = tensor_randn(SHAPE(2, SIDE, SIDE, 1)), *three[] = {x, x, x};
    cr_expect(
        tensor_all_close(nn_forward(in_grey, x), nn_forward(in_colour, tensor_cat(three, 3, 3)), 1e-3, 1e-4));

    DataLoaders dls = loaders(&grey);
    Learner *learn = vision_learner(dls, "squeezenet1_1", (VisionOptions){.weights = weights});
    cr_expect(learner_fine_tune(learn, (FineTune){.epochs = 1}), "%s", error_text());
    cr_expect(eq(flt, loader_options(dls.train)->mean[0], 0.449f));
}

Test(vision_learner, needs_no_tape_for_a_frozen_body)
{
    Learner *learn =
        vision_learner(loaders(&colour), "squeezenet1_1", (VisionOptions){.weights = weights_file()});
    Tensor *x = tensor_randn(SHAPE(2, SIDE, SIDE, 3));
    Module *net = learner_net(learn);
    cr_assert(learner_freeze_to(learn, -1, false));
    int64_t before = tape_length();
    Tensor *seen = nn_forward(net->children[0], x);
    cr_expect(seen && !seen->node && tape_length() == before, "the body is on the tape");
    cr_expect(nn_forward(net->children[1], seen)->node != NULL);
}

/* Where nothing is random, training on what the body saw is training on the photos. */
Test(vision_learner, features_are_as_good_as_photos)
{
    const char *weights = weights_file();
    OneCycle how = {.lr_max = 5e-3};
    double losses[2];
    for (int cached = 0; cached < 2; cached++) {
        random_seed(6);
        Learner *learn = vision_learner(loaders(&colour), "squeezenet1_1",
                                        (VisionOptions){.weights = weights, .dropout = -1});
        Tensor *body = raw_clone(learner_groups(learn)->parameters->tensors[0]);
        cr_assert(learner_freeze_to(learn, -1, false));
        cr_assert(cached ? vision_fit_head(learn, 6, how) : learner_fit_one_cycle(learn, 6, how), "%s",
                  error_text());
        cr_expect(eq(dbl, size_of_change(learner_groups(learn)->parameters->tensors[0], body), 0));
        losses[cached] = learner_recorder(learn)->rows[5].valid_loss;
        cr_expect(eq(int, learner_recorder(learn)->n_rows, 6));
    }
    cr_expect(epsilon_eq(dbl, losses[0], losses[1], 1e-3 * losses[0]));
    cr_expect(losses[0] < 0.9, "%g: nothing was learnt", losses[0]);

    Learner *learn = vision_learner(loaders(&colour), "squeezenet1_1", (VisionOptions){.weights = weights});
    cr_expect(learner_fine_tune(learn, (FineTune){.epochs = 1, .freeze_epochs = 2, .cache_features = true}),
              "%s", error_text());
    cr_expect(eq(int, learner_recorder(learn)->n_rows, 3));
}

/* What is said before a training about its memory holds after it, and nothing has moved. The copies to
 * compare with are taken before, and none is freed in between: sanitizers keep for a while what is freed. */
Test(vision_learner, rehearsal_is_true_and_leaves_no_trace)
{
    random_seed(9);
    Learner *learn = vision_learner(loaders(&colour), "resnet18", (VisionOptions){0});
    cr_assert(learner_freeze(learn));
    Parameters *state = nn_state(learner_net(learn));
    float **before = scope_alloc((size_t)state->n * sizeof *before);
    int64_t largest = 0;
    for (int i = 0; i < state->n; i++) {
        int64_t n = tensor_count(state->tensors[i]);
        largest = n > largest ? n : largest;
        before[i] = scope_alloc((size_t)n * sizeof *before[i]);
        cr_assert(tensor_read(state->tensors[i], before[i]));
    }
    float *now = scope_alloc((size_t)largest * sizeof *now);
    Random random = *random_default();
    Rehearsal rehearsal;
    cr_assert(learner_rehearse(learn, &rehearsal), "%s", error_text());
    for (int i = 0; i < state->n; i++) {
        cr_assert(tensor_read(state->tensors[i], now));
        size_t bytes = (size_t)tensor_count(state->tensors[i]) * sizeof *now;
        cr_expect(memcmp(before[i], now, bytes) == 0, "%s", state->names[i]);
    }
    cr_expect(memcmp(&random, random_default(), sizeof random) == 0, "random numbers were used up");
    cr_expect(eq(i64, nn_trainable_count(learner_groups(learn)), 538496));
    cr_expect(rehearsal.train_seconds > 0 && rehearsal.valid_seconds > 0);

    cr_assert(learner_fine_tune(learn, (FineTune){.epochs = 2}), "%s", error_text());
    double said = (double)rehearsal.peak_bytes, was = (double)mem_peak();
    cr_expect(was <= 1.03 * said, "%.0f MB were said, %.0f MB it was", said / 1e6, was / 1e6);
}

/* Whichever allocation fails, it is told, and nothing stays behind. */
Test(vision_learner, survives_want_of_memory)
{
    enum { STEP = 43 };
    char weights[200];
    snprintf(weights, sizeof weights, "%s", weights_file());
    int64_t failures = 0;
    bool done = false;
    for (int64_t n = 1; !done; n += STEP) {
        Scope scope = scope_begin();
        pool_trim();
        mem_fail_after(n);
        Learner *learn =
            vision_learner(loaders(&colour), "squeezenet1_1", (VisionOptions){.weights = weights});
        done = vision_fit_head(learn, 1, (OneCycle){.lr_max = 1e-3});
        mem_fail_after(0);
        cr_assert(done ? error_ok() : error_code() == ERR_MEMORY, "allocation %d: %s", (int)n, error_text());
        failures += !done;
        error_clear();
        scope_end(scope);
    }
    cr_expect(failures > 3, "%d", (int)failures);
}
