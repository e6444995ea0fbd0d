/* The moving average of weights. */
#include "train/ema.h"

#include <math.h>

#include "autograd/memory_plan.h"
#include "base/error.h"
#include "tensor/raw.h"

struct Ema {
    double decay;
    int64_t updates;
    Parameters *state;   /* of the net                       */
    Parameters averages; /* the same names, other tensors    */
};

/* A tensor that the net uses in several places has one average: where it stands first. */
static int first_place(const Parameters *state, int i)
{
    int first = 0;
    while (state->tensors[first] != state->tensors[i])
        first++;
    return first;
}

Ema *ema_new(Module *net, double decay)
{
    if (!net)
        return NULL;
    if (!(decay > 0 && decay < 1))
        return error_set(ERR_VALUE, "ema_new: decay %g, must be above 0 and below 1", decay);
    Ema *ema = scope_alloc(sizeof *ema);
    Parameters *state = nn_state(net);
    Tensor **averages = state ? scope_alloc((size_t)state->n * sizeof *averages) : NULL;
    if (!ema || !averages)
        return NULL;
    for (int i = 0; i < state->n; i++) {
        int first = first_place(state, i);
        if (!(averages[i] = first < i ? averages[first] : raw_clone(state->tensors[i])))
            return NULL;
        memory_plan_name(averages[i], memory_optimiser);
    }
    *ema = (Ema){.decay = decay, .state = state, .averages = {state->n, averages, state->names}};
    return ema;
}

bool ema_update(Ema *ema)
{
    if (!ema)
        return false;
    double t = (double)++ema->updates, decay = fmin(ema->decay, (1 + t) / (10 + t));
    bool done = true;
    for (int i = 0; i < ema->state->n; i++) {
        Tensor *average = ema->averages.tensors[i];
        if (first_place(ema->state, i) < i)
            continue;
        done = raw_map_("ema_update", MAP_AFFINE, (float)decay, 0, average) &&
               tensor_add_(average, ema->state->tensors[i], 1 - decay) && done;
    }
    return done;
}

bool ema_swap(Ema *ema)
{
    if (!ema)
        return false;
    bool done = true;
    for (int i = 0; done && i < ema->state->n; i++) {
        if (first_place(ema->state, i) < i)
            continue;
        Scope scope = scope_begin();
        Tensor *weight = ema->state->tensors[i], *kept = raw_clone(weight);
        done = kept && tensor_copy_(weight, ema->averages.tensors[i]) &&
               tensor_copy_(ema->averages.tensors[i], kept);
        scope_end(scope);
    }
    return done;
}

const Parameters *ema_state(const Ema *ema)
{
    return ema ? &ema->averages : NULL;
}

int64_t ema_updates(const Ema *ema)
{
    return ema ? ema->updates : 0;
}

void ema_set_updates(Ema *ema, int64_t updates)
{
    if (ema)
        ema->updates = updates;
}
