/* A training's first steps without learning: how long will it take, and how much memory? */
#include "base/clock.h"
#include "base/memory.h"
#include "train/learner_part.h"

static bool train_once(Learner *learn)
{
    Scope step = scope_begin();
    Batch batch;
    bool done = learner_next_batch(learn, &batch) &&
                tensor_backward(tensor_mean(learner_losses(learn, &batch), ALL_AXES));
    scope_end(step);
    return done;
}

/* The second batch is timed: the first one fetches memory. */
static bool rehearse(Learner *learn, Rehearsal *rehearsal)
{
    nn_freeze(learn->options.groups, 0, true);
    nn_train(learn->net);
    loader_restart(learn->train, learn->epochs);
    double began = 0;
    bool done = true;
    for (int i = 0; done && i < 2; i++) {
        began = clock_seconds();
        done = train_once(learn);
    }
    rehearsal->train_seconds = (clock_seconds() - began) * (double)loader_batches(learn->train);
    Batch batch;
    bool recording = grad_enable(false);
    nn_eval(learn->net);
    loader_restart(learn->valid, 0);
    began = clock_seconds();
    Scope step = scope_begin();
    done = done && loader_next(learn->valid, &batch) && nn_forward(learn->net, batch.x);
    scope_end(step);
    rehearsal->valid_seconds = (clock_seconds() - began) * (double)loader_batches(learn->valid);
    nn_train(learn->net);
    grad_enable(recording);
    loader_restart(learn->train, learn->epochs);
    return done;
}

bool learner_rehearse(Learner *learn, Rehearsal *rehearsal)
{
    if (!learn || !rehearsal)
        return false;
    Scope scope = scope_begin();
    LearnerBefore *before = learner_remember(learn, false);
    bool done = before && rehearse(learn, rehearsal);
    done = before && learner_return_to(learn, before) && done;
    scope_end(scope);
    rehearsal->peak_bytes = mem_peak();
    return done;
}
