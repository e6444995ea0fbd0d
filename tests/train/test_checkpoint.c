/* Checkpoints: a training that was stopped anywhere and went on is the training that was never stopped, and a
 * state of another training is refused. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/random.h"
#include "nn/safetensors.h"
#include "tests/support/end_all.h"
#include "train/learner.h"
#include "tests/support/temp_folder.h"

enum { SIDE = 4, SAMPLES = 60, STEPS = 24 }; /* two fits of two epochs of six batches */

TestSuite(checkpoint, .fini = end_all);

static Image *noise_image(const Dataset *set, int64_t i)
{
    Image *image = image_new(SIDE, SIDE, 3);
    Stream stream = stream_of(7, (uint64_t)set->n_classes, (uint64_t)i);
    for (int p = 0; image && p < SIDE * SIDE * 3; p++)
        image->pixels[p] = (uint8_t)(stream_below(&stream, 128) + (i % 2 ? 100 : 0));
    return image;
}

static int noise_label(const Dataset *set, int64_t i)
{
    (void)set;
    return (int)(i % 2);
}

static const Dataset noise = {
    .n = SAMPLES, .name = "noise", .n_classes = 2, .image = noise_image, .label = noise_label};

static int other_label(const Dataset *set, int64_t i)
{
    return i < 2 ? 1 - noise_label(set, i) : noise_label(set, i);
}

static const Dataset other = {
    .n = SAMPLES, .name = "noise", .n_classes = 2, .image = noise_image, .label = other_label};

/* A schedule that pulls the plug before step `stop`. */
static int64_t step, stop;

static Rates plug_at(const Schedule *schedule, double position)
{
    (void)schedule;
    if (step++ == stop)
        error_set(ERR_INTERRUPTED, "the plug was pulled");
    return (Rates){0.01 * (1.1 - position), 0.9 - 0.1 * position};
}

/* The bytes of weights, averages and losses, in the current scope. */
typedef struct Result {
    uint8_t *net, *average, *steps, *epochs;
    size_t n_net, n_average, n_steps, n_epochs;
} Result;

typedef struct Setting {
    const char *folder;
    bool resume, larger, other;
    uint64_t seed;
    int n_epochs;
    int workers;
    Callback callback;
} Setting;

static Module *net_of(bool larger)
{
    return nn_sequential(nn_conv(3, larger ? 6 : 5, 3, (ConvOptions){.pad = 1}),
                         nn_batch_norm(larger ? 6 : 5), nn_relu(), nn_flatten(), nn_dropout(0.2),
                         nn_linear((larger ? 6 : 5) * SIDE * SIDE, 2));
}

/* From the beginning, or from the state in the folder; true when both fits came to their ends. */
static bool train(Setting how, Result *result)
{
    random_seed(1);
    LoaderOptions options = {.batch = 10, .shuffle = true, .seed = 3 + how.seed, .workers = how.workers};
    Loader *train = loader_new(how.other ? &other : &noise, options),
           *valid = loader_new(&noise, (LoaderOptions){.batch = 30});
    Module *net = net_of(how.larger);
    Ema *ema = ema_new(net, 0.9);
    Learner *learn = learner_new(train, valid, net, optim_adam(nn_parameters(net), optim_fastai()),
                                 (LearnerOptions){.mixup = 0.4,
                                                  .ema = ema,
                                                  .folder = how.folder,
                                                  .state_steps = 4,
                                                  .resume = how.resume,
                                                  .metrics = {{"f1", metrics_f1}},
                                                  .callbacks = {how.callback}});
    Schedule schedule = {.at = plug_at};
    step = 0;
    bool done =
        learner_fit_schedule(learn, how.n_epochs, schedule) && learner_fit_schedule(learn, 2, schedule);
    if (!done)
        return false;
    const char *path = temp_path(how.folder, "net.safetensors");
    nn_save(net, path, NULL);
    result->net = file_read(path, 0, &result->n_net);
    ema_swap(ema);
    nn_save(net, path, NULL);
    result->average = file_read(path, 0, &result->n_average);
    result->steps = file_read(temp_path(how.folder, "steps.csv"), 0, &result->n_steps);
    result->epochs = file_read(temp_path(how.folder, "epochs.csv"), 0, &result->n_epochs);
    return true;
}

/* The kept error has these words in its text and its hint; then it is cleared. */
static void expect_words(ErrorCode code, const char *text, const char *hint)
{
    cr_expect(eq(int, error_code(), code), "%s", error_text());
    cr_expect(strstr(error_text(), text) && strstr(error_advice(), hint), "%s; %s", error_text(),
              error_advice());
    error_clear();
}

static bool same(const uint8_t *a, size_t n_a, const uint8_t *b, size_t n_b)
{
    return a && b && n_a == n_b && memcmp(a, b, n_a) == 0;
}

static void expect_same(const Result *whole, const Result *result, int64_t at)
{
    cr_expect(same(whole->net, whole->n_net, result->net, result->n_net), "weights, stopped at %d", (int)at);
    cr_expect(same(whole->average, whole->n_average, result->average, result->n_average),
              "averages, stopped at %d", (int)at);
    cr_expect(same(whole->steps, whole->n_steps, result->steps, result->n_steps), "losses, stopped at %d",
              (int)at);
    cr_expect(same(whole->epochs, whole->n_epochs, result->epochs, result->n_epochs), "rows, stopped at %d",
              (int)at);
}

Test(checkpoint, a_stopped_training_ends_with_the_same_bits)
{
    Result whole = {0};
    stop = -1;
    cr_assert(train((Setting){.folder = temp_folder(), .n_epochs = 2}, &whole), "%s", error_text());
    for (int64_t at = 0; at < STEPS; at += at == 4 ? 1 : 3) {
        Scope scope = scope_begin();
        const char *folder = temp_folder();
        Result result = {0};
        stop = at;
        cr_assert(not(train((Setting){.folder = folder, .n_epochs = 2}, &result)));
        expect_words(ERR_INTERRUPTED, "the plug was pulled", "");
        stop = at < 6 ? 5 : -1; /* some are stopped a second time */
        if (stop >= 0 &&
            !train((Setting){.folder = folder, .n_epochs = 2, .resume = true, .workers = 1}, &result))
            error_clear();
        stop = -1;
        cr_assert(train((Setting){.folder = folder, .n_epochs = 2, .resume = true, .workers = 2}, &result),
                  "%s", error_text());
        expect_same(&whole, &result, at);
        scope_end(scope);
    }
}

/* Ends every fit after its eighth step, in the middle of an epoch. */
static bool enough(void *context, Happening *now)
{
    (void)context;
    now->stop = now->stop || (now->moment == AFTER_STEP && now->step == 7);
    return true;
}

/* Early stopping waits for losses that fall by 10: of four epochs it allows two. The plug is pulled in the
 * second of them, and before the second fit has written anything down. */
Test(checkpoint, a_fit_that_a_callback_ended_stays_ended)
{
    const struct {
        Callback callback;
        int64_t stop;
    } cases[] = {
        {callback_early_stopping(1, 10), 7}, {callback_early_stopping(1, 10), 12}, {{enough, NULL}, 8}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Scope scope = scope_begin();
        Result whole = {0}, result = {0};
        Setting how = {.folder = temp_folder(), .n_epochs = 4, .callback = cases[i].callback};
        stop = -1;
        cr_assert(train(how, &whole), "%s", error_text());
        how.folder = temp_folder();
        stop = cases[i].stop;
        cr_assert(not(train(how, &result)));
        expect_words(ERR_INTERRUPTED, "the plug was pulled", "");
        stop = -1;
        how.resume = true;
        cr_assert(train(how, &result), "%s", error_text());
        expect_same(&whole, &result, cases[i].stop);
        scope_end(scope);
    }
}

/* A damaged digit: the seventh of its numbers says how many steps were recorded. */
static void claim_steps(const char *path, int64_t steps)
{
    TensorFile *file = safetensors_read(path);
    cr_assert(file != NULL, "%s", error_text());
    const char *rest = metadata_get(&file->metadata, "numbers");
    char *head = scope_text("%s", rest);
    for (int i = 0; i < 6; i++)
        rest = strchr(rest, ' ') + 1;
    head[rest - metadata_get(&file->metadata, "numbers")] = '\0';
    cr_assert(metadata_set(&file->metadata, "numbers",
                           scope_text("%s%lld%s", head, (long long)steps, strchr(rest, ' '))));
    cr_assert(safetensors_write(path, file->n, file->names, file->tensors, &file->metadata));
}

Test(checkpoint, another_training_is_refused)
{
    Result result = {0};
    const char *folder = temp_folder();
    stop = 9;
    train((Setting){.folder = folder, .n_epochs = 2}, &result);
    error_clear();
    stop = -1;
    cr_expect(not(train((Setting){.folder = folder, .n_epochs = 2}, &result)));
    expect_words(ERR_STATE, "a training has left its state here", "--resume");
    cr_expect(not(train((Setting){.folder = folder, .n_epochs = 3, .resume = true}, &result)));
    expect_words(ERR_FORMAT, "the state is of a fit of 12 steps, this one has 18", "same pictures");
    cr_expect(
        not(train((Setting){.folder = folder, .n_epochs = 2, .resume = true, .larger = true}, &result)));
    expect_words(ERR_FORMAT, "has no net.0.weight (6, 3, 3, 3)", "same net");
    cr_expect(not(train((Setting){.folder = folder, .n_epochs = 2, .resume = true, .other = true}, &result)));
    expect_words(ERR_FORMAT, "is of a training on 60 samples in batches of 10 (seed 3, ", "same pictures");
    cr_expect(not(train((Setting){.folder = folder, .n_epochs = 2, .resume = true, .seed = 1}, &result)));
    expect_words(ERR_FORMAT, "and this one is on 60 samples in batches of 10 (seed 4, ", "same pictures");
    claim_steps(scope_text("%s/state.safetensors", folder), 4000000000);
    cr_expect(not(train((Setting){.folder = folder, .n_epochs = 2, .resume = true}, &result)));
    expect_words(ERR_FORMAT, "its place in the training makes no sense", "");
    temp_file(folder, "state.safetensors", "no state", 8);
    cr_expect(not(train((Setting){.folder = folder, .n_epochs = 2, .resume = true}, &result)));
    expect_words(ERR_FORMAT, "state.safetensors", "");
}
