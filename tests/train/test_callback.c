/* Callbacks are called when they should be, and may change gradients and end a fit. */
#include <math.h>
#include <string.h>

#include "base/random.h"
#include "tests/support/expect.h"
#include "train/learner.h"

enum { SIDE = 3, SAMPLES = 40, BATCH = 10 };

static Image *shade(const Dataset *set, int64_t i)
{
    (void)set;
    Image *image = image_new(SIDE, SIDE, 1);
    for (int p = 0; image && p < SIDE * SIDE; p++)
        image->pixels[p] = (uint8_t)(i % 2 ? 30 + 8 * p : 220 - 7 * p);
    return image;
}

static int parity(const Dataset *set, int64_t i)
{
    (void)set;
    return (int)(i % 2);
}

static const Dataset shades = {
    .n = SAMPLES, .name = "shades", .n_classes = 2, .image = shade, .label = parity};

static Learner *learner_with(Callback first, Callback second)
{
    random_seed(2);
    Module *net = nn_sequential(nn_flatten(), nn_linear(SIDE * SIDE, 2));
    LoaderOptions options = {.batch = BATCH};
    return learner_new(loader_new(&shades, options), loader_new(&shades, options), net,
                       optim_sgd(nn_parameters(net), (Sgd){.lr = 0.1f}),
                       (LearnerOptions){.callbacks = {first, second}});
}

typedef struct Diary {
    char text[256];
    double longest; /* gradient that was seen */
    int64_t stop_at;
} Diary;

static bool note(void *context, Happening *now)
{
    Diary *diary = context;
    size_t n = strlen(diary->text);
    snprintf(diary->text + n, sizeof diary->text - n, "%c", "FEbsef"[now->moment]);
    bool in_step = now->moment == AFTER_BACKWARD || now->moment == AFTER_STEP;
    cr_expect(eq(int, now->batch != NULL, in_step));
    cr_expect(eq(int, now->row != NULL, now->moment == AFTER_EPOCH));
    now->stop =
        now->stop || (diary->stop_at > 0 && now->moment == AFTER_STEP && now->step + 1 == diary->stop_at);
    if (now->moment != AFTER_BACKWARD)
        return true;
    double sum = 0;
    const Parameters *parameters = nn_parameters(now->net);
    for (int i = 0; i < parameters->n; i++) {
        Tensor *grad = tensor_detach(parameters->tensors[i]->grad);
        sum += tensor_item(tensor_sum(tensor_mul(grad, grad), ALL_AXES));
    }
    diary->longest = fmax(diary->longest, sqrt(sum));
    return error_ok();
}

Test(callback, is_called_at_every_moment)
{
    Diary diary = {0};
    Learner *learn = learner_with((Callback){note, &diary}, (Callback){0});
    cr_assert(learner_fit(learn, 2, 0.1), "%s", error_text());
    cr_expect(eq(str, diary.text, "FEbsbsbsbseEbsbsbsbsef"));

    diary = (Diary){.stop_at = 6};
    cr_assert(learner_fit(learn, 9, 0.1), "%s", error_text());
    cr_expect(eq(str, diary.text, "FEbsbsbsbseEbsbsef"));
}

Test(callback, clips_gradients_to_one_length)
{
    Diary before = {0}, after = {0};
    cr_assert(learner_fit(learner_with((Callback){note, &before}, (Callback){0}), 1, 0.1));
    cr_assert(before.longest > 0.2, "%g", before.longest);
    cr_assert(learner_fit(learner_with(callback_clip_norm(0.1), (Callback){note, &after}), 1, 0.1), "%s",
              error_text());
    cr_expect(epsilon_eq(dbl, after.longest, 0.1, 1e-5));
    Diary far = {0};
    cr_assert(learner_fit(learner_with(callback_clip_norm(1e6), (Callback){note, &far}), 1, 0.1));
    cr_expect(eq(dbl, far.longest, before.longest));
    cr_expect(eq(ptr, (void *)callback_clip_norm(0).context, NULL));
    expect_error(ERR_VALUE, "callback_clip_norm: a length of 0, not above 0", "");
}

/* With a rate of nothing the loss stays where it is: the first epoch is the best, and two more wait. */
Test(callback, stops_early)
{
    Learner *learn = learner_with(callback_early_stopping(2, 0), (Callback){0});
    cr_assert(learner_fit(learn, 20, 1e-30), "%s", error_text());
    cr_expect(eq(int, learner_recorder(learn)->n_rows, 3));
    cr_assert(learner_fit(learn, 5, 0.1), "%s", error_text());
    cr_expect(eq(int, learner_recorder(learn)->n_rows, 8), "a loss that falls is not stopped");
    Diary diary = {.stop_at = 6};
    learn = learner_with((Callback){note, &diary}, callback_early_stopping(2, 0));
    cr_assert(learner_fit(learn, 9, 1e-30), "%s", error_text());
    cr_expect(eq(int, learner_recorder(learn)->n_rows, 2), "what another callback has stopped stays stopped");
}
