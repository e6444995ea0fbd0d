/* A training's first steps without learning: how long will it take, and how much memory? */
#include <math.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/random.h"
#include "tensor/raw.h"
#include "train/learner_part.h"

/* What a forward pass in training changes: running statistics, which have one axis, and random numbers. */
typedef struct Before {
    Parameters *state;
    Tensor **statistics; /* NULL for weights */
    bool *trained;       /* of the groups' parameters */
    Random random;
    bool training;
} Before;

static Before *look_at(const Learner *learn)
{
    Before *before = scope_alloc(sizeof *before);
    Parameters *state = nn_state(learn->net);
    const Groups *groups = learn->options.groups;
    int n_trained = groups ? groups->parameters->n : 0;
    Tensor **statistics = state ? scope_alloc((size_t)state->n * sizeof *statistics) : NULL;
    bool *trained = scope_alloc((size_t)n_trained * sizeof *trained);
    if (!before || !statistics || !trained)
        return NULL;
    for (int i = 0; i < state->n; i++)
        if (state->tensors[i]->n_dims == 1 && !(statistics[i] = raw_clone(state->tensors[i])))
            return NULL;
    for (int i = 0; i < n_trained; i++)
        trained[i] = groups->parameters->tensors[i]->needs_grad;
    *before = (Before){state, statistics, trained, *random_default(), learn->net->training};
    return before;
}

static bool undo(Learner *learn, const Before *before)
{
    bool done = true;
    const Groups *groups = learn->options.groups;
    for (int i = 0; i < before->state->n; i++)
        if (before->statistics[i])
            done = tensor_copy_(before->state->tensors[i], before->statistics[i]) && done;
    optim_zero_grad(learn->optim);
    for (int i = 0; groups && i < groups->parameters->n; i++)
        groups->parameters->tensors[i]->needs_grad = before->trained[i];
    *random_default() = before->random;
    if (!before->training)
        nn_eval(learn->net);
    loader_restart(learn->train, learn->epochs);
    return done;
}

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
    return done;
}

bool learner_rehearse(Learner *learn, Rehearsal *rehearsal)
{
    if (!learn || !rehearsal)
        return false;
    Scope scope = scope_begin();
    Before *before = look_at(learn);
    bool done = before && rehearse(learn, rehearsal);
    done = before && undo(learn, before) && done;
    scope_end(scope);
    rehearsal->peak_bytes = mem_peak();
    return done;
}
