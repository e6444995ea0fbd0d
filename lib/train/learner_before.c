/* Steps made undone: lr_find and the rehearsal leave a training as they found it. */
#include "base/random.h"
#include "tensor/raw.h"
#include "train/learner_part.h"

struct LearnerBefore {
    Parameters *state;
    Tensor **values;    /* NULL for what does not change        */
    OptimMemory *optim; /* NULL: it does not learn              */
    bool *trained;      /* of the groups' parameters            */
    Random random;
    bool training;
};

/* What changes in a forward pass has one axis: running statistics. */
static bool keep_values(LearnerBefore *before, bool learning)
{
    for (int i = 0; i < before->state->n; i++) {
        Tensor *tensor = before->state->tensors[i];
        if ((learning || tensor->n_dims == 1) && !(before->values[i] = raw_clone(tensor)))
            return false;
    }
    return true;
}

LearnerBefore *learner_remember(const Learner *learn, bool learning)
{
    LearnerBefore *before = scope_alloc(sizeof *before);
    Parameters *state = nn_state(learn->net);
    const Groups *groups = learn->options.groups;
    int n_trained = groups ? groups->parameters->n : 0;
    Tensor **values = state ? scope_alloc((size_t)state->n * sizeof *values) : NULL;
    OptimMemory *optim = learning ? optim_remember(learn->optim) : NULL;
    bool *trained = scope_alloc((size_t)n_trained * sizeof *trained);
    if (!before || !values || (learning && !optim) || !trained)
        return NULL;
    for (int i = 0; i < n_trained; i++)
        trained[i] = groups->parameters->tensors[i]->needs_grad;
    *before = (LearnerBefore){state, values, optim, trained, *random_default(), learn->net->training};
    return keep_values(before, learning) ? before : NULL;
}

bool learner_return_to(Learner *learn, const LearnerBefore *before)
{
    bool done = !before->optim || optim_return_to(learn->optim, before->optim);
    for (int i = 0; i < before->state->n; i++)
        if (before->values[i])
            done = tensor_copy_(before->state->tensors[i], before->values[i]) && done;
    optim_zero_grad(learn->optim);
    const Groups *groups = learn->options.groups;
    for (int i = 0; groups && i < groups->parameters->n; i++)
        groups->parameters->tensors[i]->needs_grad = before->trained[i];
    *random_default() = before->random;
    if (!before->training)
        nn_eval(learn->net);
    return done;
}
