/* The training loop. */
#include "train/learner.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

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
    double began;      /* the epoch, on the clock */
    Progress progress;
    Happening now;          /* what callbacks are told    */
    double loss_sum, wrong; /* of this epoch's validation */
    int64_t n_valid;
    Gathered answers; /* to it, where there are metrics */
} Fit;

Learner *learner_new(Loader *train, Loader *valid, Module *net, Optim *optim, LearnerOptions options)
{
    if (!train || !valid || !net || !optim)
        return NULL;
    Learner *learn = scope_alloc(sizeof *learn);
    Recorder *recorder = recorder_new();
    if (!learn || !recorder)
        return NULL;
    memcpy(recorder->metrics, options.metrics, sizeof options.metrics);
    if (!options.loss_items)
        options.loss_items = nn_cross_entropy_items;
    *learn = (Learner){.train = train,
                       .valid = valid,
                       .net = net,
                       .optim = optim,
                       .momentum = optim_momentum(optim),
                       .options = options,
                       .recorder = recorder};
    return learner_find_state(learn) ? learn : NULL;
}

void learner_set_loaders(Learner *learn, Loader *train, Loader *valid)
{
    if (!learn || !train || !valid)
        return;
    learn->train = train;
    learn->valid = valid;
}

Module *learner_net(const Learner *learn)
{
    return learn ? learn->net : NULL;
}

const Groups *learner_groups(const Learner *learn)
{
    return learn ? learn->options.groups : NULL;
}

Loader *learner_loader(const Learner *learn, bool train)
{
    return !learn ? NULL : train ? learn->train : learn->valid;
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

Tensor *learner_losses(Learner *learn, const Batch *batch)
{
    if (!(learn->options.mixup > 0))
        return learn->options.loss_items(nn_forward(learn->net, batch->x), batch->y);
    Mixup mixed = mixup_batch(batch, learn->options.mixup);
    return mixup_losses(&mixed, nn_forward(learn->net, mixed.x), learn->options.loss_items);
}

/* Tells all callbacks. */
static bool tell(Learner *learn, Happening *now, Moment moment)
{
    now->moment = moment;
    bool done = true;
    for (int i = 0; done && i < LEARNER_CALLBACKS; i++) {
        const Callback *callback = &learn->options.callbacks[i];
        done = !callback->call || callback->call(callback->context, now);
    }
    return done;
}

bool learner_learn(Learner *learn, const Batch *batch, double *loss, Happening *now)
{
    Tensor *mean = tensor_mean(learner_losses(learn, batch), ALL_AXES);
    *loss = tensor_item(mean);
    if (!error_ok())
        return false;
    if (!isfinite(*loss))
        return true;
    if (now) {
        now->batch = batch;
        now->loss = *loss;
    }
    if (!tensor_backward(mean) || (now && !tell(learn, now, AFTER_BACKWARD)) || !optim_step(learn->optim))
        return false;
    optim_zero_grad(learn->optim);
    bool done = !now || tell(learn, now, AFTER_STEP);
    if (now)
        now->batch = NULL;
    return done;
}

/* The next batch, at the rates that follow from the share of the whole fit that is done. */
static bool train_batch(Fit *fit)
{
    Learner *learn = fit->learn;
    Batch batch;
    double loss, position = (double)fit->done / (double)(fit->n_batches * fit->n_epochs);
    learner_set_rates(learn, schedule_at(&fit->schedule, position));
    fit->now.step = fit->done;
    if (!loader_next(learn->train, &batch) || !learner_learn(learn, &batch, &loss, &fit->now))
        return false;
    if (!isfinite(loss))
        return no_number(fit, loss);
    if (learn->options.ema && !ema_update(learn->options.ema))
        return false;
    recorder_add_step(learn->recorder, loss, optim_lr(learn->optim), optim_momentum(learn->optim));
    return true;
}

/* Between two steps, every so often. */
static bool keep_state(const Fit *fit)
{
    enum { USUAL_STEPS = 200 };
    Learner *learn = fit->learn;
    int64_t every = learn->options.state_steps > 0 ? learn->options.state_steps : USUAL_STEPS;
    if (fit->done % fit->n_batches == 0 || fit->done % every != 0)
        return true;
    return learner_write_state(learn, fit->n_batches * fit->n_epochs, fit->done,
                               clock_seconds() - fit->began);
}

static bool train_epoch(Fit *fit)
{
    nn_train(fit->learn->net);
    for (int64_t i = fit->done % fit->n_batches; i < fit->n_batches; i++) {
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
        if (!keep_state(fit))
            return false;
        if (fit->now.stop)
            return true;
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
    if (recorder_n_metrics(fit->learn->recorder) > 0 && !learner_gather(&fit->answers, batch, logits, NULL))
        return false;
    return error_ok();
}

/* Of the average of the weights, where there is one. */
static bool validate(Fit *fit)
{
    Learner *learn = fit->learn;
    Ema *ema = learn->options.ema;
    if (ema && !ema_swap(ema))
        return false;
    bool done = learner_visit(learn->net, learn->valid, learn->options.loss_items, validate_batch, fit);
    return (!ema || ema_swap(ema)) && done;
}

/* The metrics of the answers gathered. */
static bool measure(Fit *fit, EpochRow *row)
{
    const Recorder *recorder = fit->learn->recorder;
    const Gathered *all = &fit->answers;
    int n_metrics = recorder_n_metrics(recorder);
    if (n_metrics == 0)
        return true;
    if (all->found != all->n) {
        error_set(ERR_STATE, "learner_fit: %" PRId64 " of %" PRId64 " samples validated, metrics want all",
                  all->found, all->n);
        return false;
    }
    Scope scope = scope_begin();
    Tensor *logits = tensor_from(SHAPE(all->n, all->n_classes), all->logits, all->n * all->n_classes);
    Tensor *labels = tensor_from(SHAPE(all->n), all->labels, all->n);
    for (int i = 0; logits && labels && i < n_metrics; i++)
        row->metrics[i] = recorder->metrics[i].of(logits, labels);
    scope_end(scope);
    return error_ok();
}

static void print_row(const Learner *learn, const EpochRow *row)
{
    if (!learn->options.table)
        return;
    recorder_print_row(learn->options.table, learn->recorder, row);
    fflush(learn->options.table);
}

/* For callbacks: the rows of this fit, which are behind those of the fits before. */
static void note_rows(Fit *fit)
{
    const Recorder *recorder = fit->learn->recorder;
    int first = recorder->n_rows;
    while (first > 0 && recorder->rows[first - 1].step > recorder->fit_start)
        first--;
    fit->now.rows = recorder->rows + first;
    fit->now.n_rows = recorder->n_rows - first;
}

static bool run_epoch(Fit *fit)
{
    Learner *learn = fit->learn;
    fit->loss_sum = fit->wrong = 0;
    fit->n_valid = fit->answers.found = 0;
    fit->now.epoch = fit->epoch;
    if (!tell(learn, &fit->now, BEFORE_EPOCH) || !train_epoch(fit) || !validate(fit))
        return false;
    EpochRow row = {.epoch = fit->epoch,
                    .train_loss = recorder_smoothed(learn->recorder),
                    .valid_loss = fit->loss_sum / (double)fit->n_valid,
                    .error_rate = fit->wrong / (double)fit->n_valid,
                    .seconds = clock_seconds() - fit->began,
                    .step = learn->recorder->n_steps};
    if (!measure(fit, &row))
        return false;
    recorder_add_row(learn->recorder, row);
    note_rows(fit);
    learn->epochs++;
    progress_erase(&fit->progress);
    print_row(learn, &row);
    fit->began = clock_seconds();
    fit->now.row = &row;
    bool told = tell(learn, &fit->now, AFTER_EPOCH);
    fit->now.row = NULL;
    /* Where a callback stops the fit, no more steps are to come. */
    int64_t n_steps = fit->n_batches * fit->n_epochs;
    return told && learner_write_state(learn, n_steps, fit->now.stop ? n_steps : fit->done, 0);
}

/* To where the training stood when its state was written. */
static bool resume(Fit *fit)
{
    Learner *learn = fit->learn;
    TrainingPlace standing = learn->standing;
    if (standing.n_steps != fit->n_batches * fit->n_epochs || standing.done > standing.n_steps) {
        error_set(ERR_FORMAT,
                  "learner_fit: the state is of a fit of %" PRId64 " steps, this one has %" PRId64,
                  standing.n_steps, fit->n_batches * fit->n_epochs);
        error_hint("go on with the same pictures and settings as before, or begin in another folder");
        return false;
    }
    if (!learner_read_state(learn))
        return false;
    fit->done = standing.done;
    fit->epoch = (int)(fit->done / fit->n_batches);
    fit->seen = fit->done + fit->epoch * loader_batches(learn->valid);
    fit->began -= standing.seconds;
    return true;
}

static bool run_fit(Fit *fit)
{
    Learner *learn = fit->learn;
    const TrainingPlace *standing = &learn->standing;
    if (++learn->fits < standing->fit)
        return true; /* it was done before the training stopped */
    fit->n_batches = loader_batches(learn->train);
    fit->began = clock_seconds();
    int64_t n_seen = (fit->n_batches + loader_batches(learn->valid)) * fit->n_epochs;
    if (!error_ok() || !learner_set_slices(learn, &fit->slices) ||
        !recorder_begin_fit(learn->recorder, standing->rows + fit->n_epochs,
                            standing->recorded + fit->n_batches * fit->n_epochs))
        return false;
    if (learn->options.table) {
        recorder_print_names(learn->options.table, learn->recorder);
        fflush(learn->options.table);
    }
    if (standing->fit > 0 && !resume(fit))
        return false;
    fit->now = (Happening){.net = learn->net, .epoch = fit->epoch, .n_epochs = fit->n_epochs};
    note_rows(fit);
    for (int i = 0; i < fit->now.n_rows; i++)
        print_row(learn, &fit->now.rows[i]);
    loader_restart_at(learn->train, learn->epochs, fit->done % fit->n_batches);
    optim_zero_grad(learn->optim);
    fit->progress = progress_begin(learn->options.progress, n_seen);
    fit->progress.from = fit->seen;
    show_progress(fit);
    fit->answers = (Gathered){.n = loader_dataset(learn->valid)->n};
    bool done = tell(learn, &fit->now, BEFORE_FIT);
    for (; done && !fit->now.stop && fit->epoch < fit->n_epochs; fit->epoch++)
        done = run_epoch(fit);
    progress_erase(&fit->progress);
    learner_drop(&fit->answers);
    return done && tell(learn, &fit->now, AFTER_FIT);
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
