/* The training loop: it learns, says so in fast.ai's table, and stops when it should. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/program.h"
#include "base/random.h"
#include "tests/support/end_all.h"
#include "train/learner.h"

enum { SIDE = 4, SAMPLES = 200 };

TestSuite(learner, .fini = end_all);

/* Sample i: a grey picture, brighter on the left if i is even, on the right if it is odd, and noise. */
static Image *half_image(const Dataset *set, int64_t i)
{
    (void)set;
    Image *image = image_new(SIDE, SIDE, 1);
    Stream stream = stream_of(7, 0, (uint64_t)i);
    for (int p = 0; image && p < SIDE * SIDE; p++) {
        bool bright = (p % SIDE < SIDE / 2) == (i % 2 == 0);
        image->pixels[p] = (uint8_t)(stream_below(&stream, 128) + (bright ? 100 : 0));
    }
    return image;
}

static int half_label(const Dataset *set, int64_t i)
{
    (void)set;
    return (int)(i % 2);
}

static const char *const classes[] = {"left", "right"};
static const Dataset halves = {.n = SAMPLES,
                               .name = "halves",
                               .n_classes = 2,
                               .classes = (const char **)classes,
                               .image = half_image,
                               .label = half_label};

typedef struct Bench {
    Split split;
    Loader *train, *valid;
    Module *net;
    Parameters *parameters;
} Bench;

static Bench bench_new(void)
{
    random_seed(1);
    Bench b = {.split = dataset_split(&halves, 0.25, 42)};
    b.train = loader_new(b.split.train, (LoaderOptions){.batch = 16, .shuffle = true, .seed = 3});
    b.valid = loader_new(b.split.valid, (LoaderOptions){.batch = 15});
    b.net = nn_sequential(nn_flatten(), nn_linear(SIDE * SIDE, 8), nn_batch_norm(8), nn_relu(),
                          nn_dropout(0.1), nn_linear(8, 2));
    b.parameters = nn_parameters(b.net);
    cr_assert(ne(ptr, b.parameters, NULL), "%s", error_text());
    return b;
}

Test(learner, learns_and_tells)
{
    Bench b = bench_new();
    char *text = NULL;
    size_t n_text;
    FILE *table = open_memstream(&text, &n_text);
    Learner *learn = learner_new(b.train, b.valid, b.net, optim_adam(b.parameters, optim_fastai()),
                                 (LearnerOptions){.table = table, .progress = table});
    cr_assert(learner_fit_one_cycle(learn, 4, (OneCycle){.lr_max = 0.03}), "%s", error_text());
    const Recorder *recorder = learner_recorder(learn);
    const EpochRow *last = &recorder->rows[3];
    cr_assert(eq(int, recorder->n_rows, 4));
    cr_assert(eq(i64, recorder->n_steps, 4 * 10)); /* 150 samples: nine batches of 16 and one of 6 */
    cr_assert(eq(i64, last->step, 40));
    cr_assert(le(dbl, last->error_rate, 0.02), "%g", last->error_rate);
    cr_assert(lt(dbl, last->valid_loss, 0.2), "%g", last->valid_loss);
    cr_assert(b.net->training);

    /* Rates before the first batch, at the top, and momentum at its lowest there. */
    cr_assert(epsilon_eq(flt, recorder->lrs[0], 0.03f / 25, 1e-7f));
    cr_assert(epsilon_eq(flt, recorder->lrs[10], 0.03f, 1e-6f));
    cr_assert(epsilon_eq(flt, recorder->moms[10], 0.85f, 1e-6f));
    double average = 0;
    for (int i = 0; i < 40; i++)
        average = 0.98 * average + 0.02 * (double)recorder->losses[i];
    cr_assert(epsilon_eq(dbl, last->train_loss, average / (1 - pow(0.98, 40)), 1e-6));

    /* What it says is what the net does. */
    Tensor *logits, *labels, *losses;
    cr_assert(learner_predictions(b.net, b.valid, &logits, &labels, &losses));
    cr_assert(eq(i64, tensor_count(logits), 100));
    cr_assert(epsilon_eq(dbl, tensor_item(tensor_mean(losses, ALL_AXES)), last->valid_loss, 1e-6));
    cr_assert(epsilon_eq(dbl, learner_accuracy(b.net, b.valid), 1 - last->error_rate, 1e-9));
    cr_assert(epsilon_eq(dbl, nn_accuracy(logits, labels), 1 - last->error_rate, 1e-9));
    for (int i = 0; i < 50; i++)
        cr_assert(eq(dbl, tensor_at(labels, i), (double)b.split.valid->label(b.split.valid, i)));

    fclose(table);
    char row[128];
    snprintf(row, sizeof row, "\n3         %-10.6f  %-10.6f  %-10.6f  00:0", last->train_loss,
             last->valid_loss, last->error_rate);
    cr_assert(eq(int, strncmp(text, "epoch     train_loss  valid_loss  error_rate  time\n0         ", 60), 0),
              "%s", text);
    cr_assert(ne(ptr, strstr(text, row), NULL), "%s", text);
    cr_assert(eq(ptr, strchr(text, '\r'), NULL), "a progress line without a terminal");
    free(text);
}

/* Of any answers: how many there are. */
static double count(Tensor *logits, Tensor *labels)
{
    return (double)(logits->shape[0] + labels->shape[0]);
}

static Tensor *twice_as_many(Module *module, Tensor *x)
{
    (void)module;
    return tensor_ones(SHAPE(2 * x->shape[0], 4));
}

Test(learner, predictions_want_a_row_for_each_sample)
{
    Bench b = bench_new();
    Tensor *logits;
    cr_expect(
        not(learner_predictions(nn_module("Twice", twice_as_many, 0, 0), b.valid, &logits, NULL, NULL)));
    cr_expect(eq(int, error_code(), ERR_SHAPE));
    cr_expect(strstr(error_text(), "the net gives (") != NULL, "%s", error_text());
    error_clear();
}

/* Six answers, three classes and one that is neither there nor named: by hand, as scikit-learn counts. */
Test(learner, metrics_are_of_all_answers_together)
{
    Tensor *logits =
        tensor_of(SHAPE(6, 4), 9, 1, 1, 1, 9, 1, 1, 1, 9, 1, 1, 1, /* class 0, and then class 1 */
                  1, 9, 1, 1, 1, 9, 1, 1, 1, 9, 1, 1);
    Tensor *labels = tensor_of(SHAPE(6), 0, 0, 0, 0, 1, 2);
    cr_expect(epsilon_eq(dbl, metrics_balanced_accuracy(logits, labels), (0.75 + 1 + 0) / 3, 1e-12));
    cr_expect(epsilon_eq(dbl, metrics_f1(logits, labels), (6.0 / 7 + 2.0 / 4 + 0) / 3, 1e-12));
    cr_expect(isnan(metrics_f1(logits, tensor_of(SHAPE(2), 0, 1))));
    cr_expect(eq(str, (char *)error_text(), "metrics_f1: answers of (6, 4) for labels of (2)"));
    error_clear();
    cr_expect(isnan(metrics_balanced_accuracy(logits, tensor_of(SHAPE(6), 0, 0, 0, 0, 1, 4))));
    cr_expect(eq(str, (char *)error_text(), "metrics_balanced_accuracy: label 4 of 4 classes"));
    error_clear();

    Bench b = bench_new();
    char *text = NULL;
    size_t n_text;
    FILE *table = open_memstream(&text, &n_text);
    Learner *learn =
        learner_new(b.train, b.valid, b.net, optim_adam(b.parameters, optim_fastai()),
                    (LearnerOptions){.table = table,
                                     .metrics = {{"accuracy", nn_accuracy},
                                                 {"balanced_accuracy", metrics_balanced_accuracy},
                                                 {"n", count}}});
    cr_assert(learner_fit_one_cycle(learn, 2, (OneCycle){.lr_max = 0.03}), "%s", error_text());
    fflush(table);
    const EpochRow *row = &learner_recorder(learn)->rows[1];
    cr_assert(learner_predictions(b.net, b.valid, &logits, &labels, NULL));
    cr_expect(epsilon_eq(dbl, row->metrics[0], 1 - row->error_rate, 1e-6));
    cr_expect(eq(dbl, row->metrics[1], metrics_balanced_accuracy(logits, labels)));
    cr_expect(eq(dbl, row->metrics[2], 100)); /* though a batch has 15 */
    cr_expect(strstr(text, "error_rate  accuracy    balanced_accuracy  n           time\n") != NULL, "%s",
              text);
    cr_expect(strstr(text, "  100.000000  00:0") != NULL, "%s", text);

    Loader *most = loader_new(b.split.valid, (LoaderOptions){.batch = 15, .drop_last = true});
    learner_set_loaders(learn, b.train, most);
    cr_expect(not(learner_fit(learn, 1, 0.01)));
    cr_expect(eq(str, (char *)error_text(), "learner_fit: 45 of 50 samples validated, metrics want all"));
    error_clear();
    cr_expect(not(learner_predictions(b.net, most, &logits, &labels, NULL)));
    cr_expect(eq(str, (char *)error_text(), "learner_predictions: the loader shows 45 of 50 samples"));
    error_clear();
    fclose(table);
    free(text);
}

Test(learner, a_second_fit_goes_on)
{
    Bench b = bench_new();
    Optim *optim = optim_sgd(b.parameters, (Sgd){.lr = 0.1f, .momentum = 0.5f});
    Learner *learn = learner_new(b.train, b.valid, b.net, optim, (LearnerOptions){0});
    cr_assert(learner_fit_one_cycle(learn, 1, (OneCycle){.lr_max = 0.1}));
    cr_assert(learner_fit(learn, 2, 0.05), "%s", error_text());
    const Recorder *recorder = learner_recorder(learn);
    cr_assert(eq(int, recorder->n_rows, 3));
    cr_assert(eq(int, recorder->rows[1].epoch, 0), "epochs are counted within a fit");
    cr_assert(eq(flt, recorder->smoothed[10], recorder->losses[10]), "smoothing begins afresh");
    cr_assert(eq(flt, recorder->moms[10], 0.5f), "back to the optimiser's own momentum");
    cr_assert(eq(flt, recorder->lrs[29], 0.05f));
    cr_assert(not(learner_fit(learn, 0, 0.05)));
    cr_assert(eq(int, error_code(), ERR_VALUE));
    error_clear();
}

Test(learner, same_seed_same_bits)
{
    float losses[2][30];
    for (int run = 0; run < 2; run++) {
        Scope scope = scope_begin();
        Bench b = bench_new();
        Learner *learn =
            learner_new(b.train, b.valid, b.net, optim_adam(b.parameters, (Adam){0}), (LearnerOptions){0});
        cr_assert(learner_fit(learn, 3, 0.01));
        memcpy(losses[run], learner_recorder(learn)->losses, sizeof losses[run]);
        scope_end(scope);
    }
    cr_assert(eq(int, memcmp(losses[0], losses[1], sizeof losses[0]), 0));
}

/* What comes after lr_find is, bit for bit, what would have come without it. */
Test(learner, lr_find_leaves_no_trace)
{
    float losses[2][20];
    for (int run = 0; run < 2; run++) {
        Scope scope = scope_begin();
        Bench b = bench_new();
        Optim *optim = optim_adam(b.parameters, (Adam){.amsgrad = true});
        Learner *learn = learner_new(b.train, b.valid, b.net, optim, (LearnerOptions){0});
        cr_assert(learner_fit(learn, 1, 0.01));
        nn_eval(b.net);
        if (run == 1) {
            LrCurve *curve = learner_lr_find(learn, (LrFind){.end_lr = 100, .num_it = 60});
            cr_assert(ne(ptr, curve, NULL), "%s", error_text());
            cr_assert(eq(i64, optim_steps(optim), 10));
            cr_assert(eq(dbl, optim_lr(optim), 0.01));
            cr_assert(not(b.net->training));
            cr_assert(eq(i64, learner_recorder(learn)->n_steps, 10), "its steps are in a record of its own");
            cr_assert(curve->n >= 30 && curve->n <= 60, "%d steps", (int)curve->n);
            for (int i = 0; i < curve->n; i++)
                cr_assert(epsilon_eq(dbl, curve->lrs[i] / (1e-7 * pow(1e9, i / 60.0)), 1, 1e-6));
            cr_assert(eq(flt, curve->losses[0], curve->raw[0]));
            LrSuggestions s = curve->suggested;
            cr_assert(s.valley > 0 && s.steep > 0 && s.minimum > 0 && s.slide > 0);
            cr_assert(s.valley < 1 && s.minimum < 10);
        }
        cr_assert(learner_fit(learn, 1, 0.01));
        memcpy(losses[run], learner_recorder(learn)->losses, sizeof losses[run]);
        scope_end(scope);
    }
    cr_assert(eq(int, memcmp(losses[0], losses[1], sizeof losses[0]), 0));
}

static int n_calls;

/* The loss of a batch, or what `fault` says of the fifteenth. */
static double fault;

static Tensor *faulty_loss(Tensor *logits, Tensor *labels)
{
    Tensor *items = nn_cross_entropy_items(logits, labels);
    return ++n_calls >= 15 ? tensor_mul_scalar(items, fault) : items;
}

Test(learner, lr_find_knows_when_to_stop)
{
    Bench b = bench_new();
    LearnerOptions options = {.loss_items = faulty_loss};
    Optim *optim = optim_sgd(b.parameters, (Sgd){.lr = 0.1f});
    Learner *learn = learner_new(b.train, b.valid, b.net, optim, options);
    n_calls = 0;
    fault = NAN;
    LrCurve *curve = learner_lr_find(learn, (LrFind){.num_it = 40});
    cr_assert(ne(ptr, curve, NULL), "%s", error_text());
    cr_assert(eq(i64, curve->n, 14), "it ends before the first loss that is no number");
    cr_assert(isnan(curve->suggested.slide));

    n_calls = 0;
    fault = 1000; /* times .02/(1 - .98^15) is far more than four */
    curve = learner_lr_find(learn, (LrFind){.num_it = 40});
    cr_assert(eq(i64, curve->n, 15), "and after the first that is four times the best");
    n_calls = 0;
    curve = learner_lr_find(learn, (LrFind){.num_it = 40, .no_stop = true});
    cr_assert(eq(i64, curve->n, 40));

    cr_assert(eq(ptr, learner_lr_find(learn, (LrFind){.start_lr = 1, .end_lr = 0.5}), NULL));
    cr_assert(eq(int, error_code(), ERR_VALUE));
    error_clear();
    fault = NAN; /* from the first batch now */
    cr_assert(eq(ptr, learner_lr_find(learn, (LrFind){0}), NULL));
    cr_assert(ne(ptr, strstr(error_text(), "learner_lr_find: the loss of the first batch"), NULL));
    error_clear();
}

static Rates two_steps(const Schedule *schedule, double position)
{
    const double *both = schedule->how.own;
    return (Rates){position < 0.5 ? both[0] : both[1], NAN};
}

Test(learner, follows_a_schedule_of_ones_own)
{
    Bench b = bench_new();
    Optim *optim = optim_rmsprop(b.parameters, (RmsProp){.momentum = 0.5f});
    Learner *learn = learner_new(b.train, b.valid, b.net, optim, (LearnerOptions){0});
    const double both[] = {0.004, 0.001};
    Schedule own = {.at = two_steps, .how.own = both};
    cr_assert(learner_fit_schedule(learn, 2, own), "%s", error_text());
    const Recorder *recorder = learner_recorder(learn);
    cr_assert(eq(flt, recorder->lrs[9], 0.004f));
    cr_assert(eq(flt, recorder->lrs[10], 0.001f));
    cr_assert(eq(flt, recorder->moms[10], 0.5f));
    cr_assert(not(learner_fit_schedule(learn, 1, (Schedule){0})));
    cr_assert(not(learner_fit_schedule(learn, 1, schedule_constant(NAN))));
    cr_assert(eq(int, error_code(), ERR_VALUE));
    error_clear();
}

static int64_t allocations[200];

/* The usual loss, which notes how often malloc has been called. */
static Tensor *watching_loss(Tensor *logits, Tensor *labels)
{
    allocations[n_calls++ % 200] = mem_allocations();
    return nn_cross_entropy_items(logits, labels);
}

Test(learner, allocates_nothing_from_the_second_step_on)
{
    Bench b = bench_new();
    LearnerOptions watch = {.loss_items = watching_loss};
    Learner *learn = learner_new(b.train, b.valid, b.net, optim_adam(b.parameters, optim_fastai()), watch);
    cr_assert(learner_fit_one_cycle(learn, 4, (OneCycle){.lr_max = 0.01}));
    cr_assert(eq(int, n_calls, 4 * (10 + 4)));
    for (int i = 3; i < 9; i++)
        cr_assert(eq(i64, allocations[i], allocations[2]), "training, step %d", i);
    /* The first step of the second epoch is the first one beside a validation's last batch. */
    for (int i = 16; i < n_calls; i++)
        cr_assert(eq(i64, allocations[i], allocations[15]), "from the second epoch's second step on, call %d",
                  i);
}

Test(learner, stops_when_the_loss_is_no_number)
{
    Bench b = bench_new();
    Optim *optim = optim_sgd(b.parameters, (Sgd){.lr = 0.1f});
    Learner *learn = learner_new(b.train, b.valid, b.net, optim, (LearnerOptions){0});
    cr_assert(not(learner_fit(learn, 3, 1e30)));
    cr_assert(eq(int, error_code(), ERR_VALUE));
    cr_assert(ne(ptr, strstr(error_text(), "learner_fit: the loss is "), NULL), "%s", error_text());
    cr_assert(ne(ptr, strstr(error_advice(), "learning rate"), NULL), "%s", error_advice());
    cr_assert(not(learner_fit(learn, 1, 0.1)), "nothing goes on before the error is cleared");
    error_clear();
}

static Tensor *interrupting_loss(Tensor *logits, Tensor *labels)
{
    if (++n_calls ==
        16) /* the second batch of the second epoch: 10 training and 4 validation batches came before */
        raise(SIGINT);
    return nn_cross_entropy_items(logits, labels);
}

Test(learner, stops_on_ctrl_c)
{
    program_catch_interrupt();
    Bench b = bench_new();
    LearnerOptions interrupt = {.loss_items = interrupting_loss};
    Learner *learn = learner_new(b.train, b.valid, b.net, optim_adam(b.parameters, (Adam){0}), interrupt);
    cr_assert(not(learner_fit(learn, 3, 0.01)));
    cr_assert(eq(int, error_code(), ERR_INTERRUPTED));
    cr_assert(ne(ptr, strstr(error_text(), "epoch 1, after 12 of 30 batches"), NULL), "%s", error_text());
    cr_assert(eq(int, learner_recorder(learn)->n_rows, 1));
    error_clear();
}

Test(learner, survives_failing_allocations)
{
    for (int64_t n = 1; n < 1500; n += 7) {
        mem_fail_after(n);
        random_seed(1);
        Loader *train = loader_new((Dataset *)&halves, (LoaderOptions){.batch = 50});
        Loader *valid = loader_new((Dataset *)&halves, (LoaderOptions){.batch = 100});
        Module *net = nn_sequential(nn_flatten(), nn_linear(SIDE * SIDE, 2));
        Optim *optim = optim_adam(nn_parameters(net), (Adam){0});
        Learner *learn =
            learner_new(train, valid, net, optim, (LearnerOptions){.metrics = {{"f1", metrics_f1}}});
        bool done = learner_lr_find(learn, (LrFind){.num_it = 5}) && learner_fit(learn, 1, 0.01);
        mem_fail_after(0);
        cr_assert(done || error_code() == ERR_MEMORY, "allocation %d: %s", (int)n, error_text());
        error_clear();
        scope_end_all();
    }
}
