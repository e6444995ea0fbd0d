/* The training loop. */
#include "train/learner.h"

#include <inttypes.h>
#include <math.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/program.h"
#include "train/learner_part.h"
#include "train/mixup.h"
#include "train/progress.h"

/* One fit: what it was asked for, and where it stands. */
typedef struct Fit {
    Learner *learn;
    Schedule schedule;
    OneCycle slices; /* how the groups' rates stand beside each other; zeros: all alike */
    int n_epochs, epoch;
    int64_t n_batches; /* of a training epoch                 */
    int64_t done;      /* training batches done               */
    int64_t seen;      /* batches done, validation's included */
    Progress progress;
    double loss_sum, wrong; /* of this epoch's validation */
    int64_t n_valid;
} Fit;

Learner *learner_new(Loader *train, Loader *valid, Module *net, Optim *optim, LearnerOptions options)
{
    if (!train || !valid || !net || !optim)
        return NULL;
    Learner *learn = scope_alloc(sizeof *learn);
    Recorder *recorder = recorder_new();
    if (!learn || !recorder)
        return NULL;
    if (!options.loss_items)
        options.loss_items = nn_cross_entropy_items;
    *learn = (Learner){.train = train,
                       .valid = valid,
                       .net = net,
                       .optim = optim,
                       .momentum = optim_momentum(optim),
                       .options = options,
                       .recorder = recorder};
    return learn;
}

const Recorder *learner_recorder(const Learner *learn)
{
    return learn ? learn->recorder : NULL;
}

static void show_progress(Fit *fit)
{
    char what[48];
    snprintf(what, sizeof what, "epoch %d/%d", fit->epoch + 1, fit->n_epochs);
    progress_show(&fit->progress, fit->seen, what, recorder_smoothed(fit->learn->recorder));
}

static bool interrupted(const Fit *fit)
{
    if (!program_interrupted())
        return false;
    error_set(ERR_INTERRUPTED,
              "learner_fit: stopped by Ctrl-C in epoch %d, after %" PRId64 " of %" PRId64 " batches",
              fit->epoch, fit->done, fit->n_batches * fit->n_epochs);
    return true;
}

void learner_set_rates(Learner *learn, Rates rates)
{
    optim_set_lr(learn->optim, rates.lr);
    optim_set_momentum(learn->optim, isnan(rates.momentum) ? learn->momentum : rates.momentum);
}

static bool no_number(const Fit *fit, double loss)
{
    double lr = optim_lr(fit->learn->optim);
    error_set(ERR_VALUE, "learner_fit: the loss is %g in epoch %d, batch %" PRId64 " (lr %.2g)", loss,
              fit->epoch, fit->done % fit->n_batches, lr);
    if (fit->done > 0)
        error_hint("the learning rate is probably too high: try a tenth of it");
    else
        error_hint("it is so from the first batch: look for values that are no numbers in the inputs or the "
                   "weights");
    return false;
}

static Tensor *losses_of(Learner *learn, const Batch *batch)
{
    if (!(learn->options.mixup > 0))
        return learn->options.loss_items(nn_forward(learn->net, batch->x), batch->y);
    Mixup mixed = mixup_batch(batch, learn->options.mixup);
    Tensor *logits = nn_forward(learn->net, mixed.x);
    return logits ? nn_cross_entropy_soft_items(logits, mixup_labels(&mixed, logits->shape[1])) : NULL;
}

bool learner_learn(Learner *learn, const Batch *batch, double *loss)
{
    Tensor *mean = tensor_mean(losses_of(learn, batch), ALL_AXES);
    *loss = tensor_item(mean);
    if (!error_ok())
        return false;
    if (!isfinite(*loss))
        return true;
    if (!tensor_backward(mean) || !optim_step(learn->optim))
        return false;
    optim_zero_grad(learn->optim);
    return true;
}

/* The next batch, at the rates that follow from the share of the whole fit that is done. */
static bool train_batch(Fit *fit)
{
    Learner *learn = fit->learn;
    Batch batch;
    double loss, position = (double)fit->done / (double)(fit->n_batches * fit->n_epochs);
    learner_set_rates(learn, schedule_at(&fit->schedule, position));
    if (!loader_next(learn->train, &batch) || !learner_learn(learn, &batch, &loss))
        return false;
    if (!isfinite(loss))
        return no_number(fit, loss);
    recorder_add_step(learn->recorder, loss, optim_lr(learn->optim), optim_momentum(learn->optim));
    return true;
}

static bool train_epoch(Fit *fit)
{
    nn_train(fit->learn->net);
    for (int64_t i = 0; i < fit->n_batches; i++) {
        if (interrupted(fit))
            return false;
        Scope step = scope_begin();
        bool learned = train_batch(fit);
        scope_end(step); /* this step's batch, activations and tape are gone */
        if (!learned)
            return false;
        fit->done++;
        fit->seen++;
        show_progress(fit);
    }
    Batch none;
    return !loader_next(fit->learn->train, &none) && error_ok(); /* lets the loader turn to its next epoch */
}

static bool validate_batch(void *context, const Batch *batch, Tensor *logits, Tensor *losses)
{
    Fit *fit = context;
    fit->loss_sum += tensor_item(tensor_sum(losses, ALL_AXES));
    fit->wrong += (1 - nn_accuracy(logits, batch->y)) * (double)batch->n;
    fit->n_valid += batch->n;
    fit->seen++;
    show_progress(fit);
    return error_ok();
}

static bool run_epoch(Fit *fit)
{
    Learner *learn = fit->learn;
    double began = clock_seconds();
    fit->loss_sum = fit->wrong = 0;
    fit->n_valid = 0;
    learn->epochs++;
    if (!train_epoch(fit) ||
        !learner_visit(learn->net, learn->valid, learn->options.loss_items, validate_batch, fit))
        return false;
    EpochRow row = {.epoch = fit->epoch,
                    .train_loss = recorder_smoothed(learn->recorder),
                    .valid_loss = fit->loss_sum / (double)fit->n_valid,
                    .error_rate = fit->wrong / (double)fit->n_valid,
                    .seconds = clock_seconds() - began,
                    .step = learn->recorder->n_steps};
    recorder_add_row(learn->recorder, row);
    progress_erase(&fit->progress);
    if (learn->options.table) {
        recorder_print_row(learn->options.table, &row);
        fflush(learn->options.table);
    }
    return true;
}

static bool run_fit(Fit *fit)
{
    Learner *learn = fit->learn;
    fit->n_batches = loader_batches(learn->train);
    int64_t n_seen = (fit->n_batches + loader_batches(learn->valid)) * fit->n_epochs;
    if (!error_ok() || !learner_set_slices(learn, &fit->slices) ||
        !recorder_begin_fit(learn->recorder, fit->n_epochs, fit->n_batches * fit->n_epochs))
        return false;
    if (learn->options.table) {
        recorder_print_names(learn->options.table);
        fflush(learn->options.table);
    }
    loader_restart(learn->train, learn->epochs);
    optim_zero_grad(learn->optim);
    fit->progress = progress_begin(learn->options.progress, n_seen);
    show_progress(fit);
    bool done = true;
    for (; done && fit->epoch < fit->n_epochs; fit->epoch++)
        done = run_epoch(fit);
    progress_erase(&fit->progress);
    return done;
}

static bool epochs_are_valid(const char *who, int epochs)
{
    if (epochs > 0)
        return true;
    error_set(ERR_VALUE, "%s: %d epochs, at least 1 is possible", who, epochs);
    return false;
}

bool learner_fit(Learner *learn, int epochs, double lr)
{
    if (!learn || !epochs_are_valid("learner_fit", epochs))
        return false;
    return run_fit(&(Fit){.learn = learn, .schedule = schedule_constant(lr), .n_epochs = epochs});
}

bool learner_fit_one_cycle(Learner *learn, int epochs, OneCycle how)
{
    if (!learn || !epochs_are_valid("learner_fit_one_cycle", epochs))
        return false;
    if (!(how.lr_max > 0) || how.pct_start < 0 || how.pct_start >= 1) {
        error_set(ERR_VALUE, "learner_fit_one_cycle: lr_max %g is not above 0, or pct_start %g not in 0 .. 1",
                  how.lr_max, how.pct_start);
        return false;
    }
    return run_fit(
        &(Fit){.learn = learn, .schedule = schedule_one_cycle(how), .slices = how, .n_epochs = epochs});
}

bool learner_fit_schedule(Learner *learn, int epochs, Schedule schedule)
{
    if (!learn || !schedule.at || !epochs_are_valid("learner_fit_schedule", epochs))
        return false;
    return run_fit(&(Fit){.learn = learn, .schedule = schedule, .n_epochs = epochs});
}
