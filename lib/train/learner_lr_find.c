/* lr_find: a training whose learning rate grows with every step, made undone afterwards. (Smith 2015) */
#include "train/learner.h"

#include <inttypes.h>
#include <math.h>

#include "base/error.h"
#include "base/program.h"
#include "train/learner_part.h"

static const double DIVERGED = 4; /* so many times the best smoothed loss, and nothing is left to find */

bool learner_next_batch(Learner *learn, Batch *batch)
{
    return loader_next(learn->train, batch) || (error_ok() && loader_next(learn->train, batch));
}

/* One step; *go_on becomes false when there is nothing more to find. False on an error. */
static bool try_step(Learner *learn, Recorder *recorder, double lr, double *best, bool *go_on)
{
    if (program_interrupted()) {
        error_set(ERR_INTERRUPTED, "learner_lr_find: stopped by Ctrl-C after %" PRId64 " steps",
                  recorder->n_steps);
        return false;
    }
    Batch batch;
    double loss;
    learner_set_rates(learn, (Rates){lr, NAN});
    if (!learner_next_batch(learn, &batch) || !learner_learn(learn, &batch, &loss, NULL))
        return false;
    *go_on = isfinite(loss);
    if (!*go_on)
        return true;
    recorder_add_step(recorder, loss, lr, optim_momentum(learn->optim));
    double smoothed = recorder_smoothed(recorder);
    *best = fmin(*best, smoothed);
    *go_on = smoothed <= DIVERGED * *best;
    return true;
}

static bool search(Learner *learn, LrFind how, Recorder *recorder)
{
    bool done = true, go_on = true;
    double best = INFINITY;
    nn_train(learn->net);
    loader_restart(learn->train, learn->epochs);
    optim_zero_grad(learn->optim);
    for (int i = 0; done && go_on && i < how.num_it; i++) {
        Scope step = scope_begin();
        double lr = how.start_lr * pow(how.end_lr / how.start_lr, (double)i / how.num_it);
        done = try_step(learn, recorder, lr, &best, &go_on);
        go_on = go_on || (how.no_stop && recorder->n_steps == i + 1); /* a loss that is no number ends it */
        scope_end(step);
    }
    return done;
}

static bool is_valid(LrFind how)
{
    if (how.start_lr > 0 && how.end_lr > how.start_lr && isfinite(how.end_lr) && how.num_it > 0)
        return true;
    error_set(ERR_VALUE, "learner_lr_find: %d steps from %g to %g", how.num_it, how.start_lr, how.end_lr);
    error_hint("start_lr is above 0, end_lr above that, and num_it at least 1");
    return false;
}

LrCurve *learner_lr_find(Learner *learn, LrFind how)
{
    how.start_lr = how.start_lr != 0 ? how.start_lr : 1e-7;
    how.end_lr = how.end_lr != 0 ? how.end_lr : 10;
    how.num_it = how.num_it != 0 ? how.num_it : 100;
    if (!learn || !error_ok() || !is_valid(how))
        return NULL;
    LrCurve *curve = scope_alloc(sizeof *curve);
    Recorder *recorder = recorder_new();
    if (!curve || !recorder || !recorder_begin_fit(recorder, 1, how.num_it))
        return NULL;
    Scope scope = scope_begin();
    LearnerBefore *before = learner_remember(learn, true);
    bool done = before && search(learn, how, recorder);
    done = before && learner_return_to(learn, before) && done;
    scope_end(scope);
    if (!done)
        return NULL;
    if (recorder->n_steps == 0) {
        error_set(ERR_VALUE, "learner_lr_find: the loss of the first batch is no number");
        error_hint("look for values that are no numbers in the inputs or the weights");
        return NULL;
    }
    *curve = (LrCurve){
        .n = recorder->n_steps, .lrs = recorder->lrs, .losses = recorder->smoothed, .raw = recorder->losses};
    curve->suggested = lr_find_suggest(curve->lrs, curve->losses, curve->n, how.num_it);
    return curve;
}
