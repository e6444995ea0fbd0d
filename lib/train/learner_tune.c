/* Fine-tuning: freezing, rates for each group, and fast.ai's recipe of both. */
#include <math.h>

#include "base/error.h"
#include "train/learner_part.h"
#include "train/vision_learner.h"

bool learner_set_slices(Learner *learn, const OneCycle *how)
{
    const Groups *groups = learn->options.groups;
    if (!groups)
        return optim_scale_lrs(learn->optim, 0, NULL);
    Scope scope = scope_begin();
    int n = groups->parameters->n, last = groups->n - 1;
    double first = how->lr_first > 0 ? how->lr_first / how->lr_max : 1;
    double *scales = scope_alloc((size_t)n * sizeof *scales);
    for (int i = 0; scales && i < n; i++)
        if (groups->group[i] == last)
            scales[i] = 1;
        else
            scales[i] = how->others_tenth ? 0.1 : pow(first, (double)(last - groups->group[i]) / last);
    bool done = scales && optim_scale_lrs(learn->optim, n, scales);
    scope_end(scope);
    return done;
}

bool learner_freeze_to(Learner *learn, int n, bool train_norms)
{
    if (!learn)
        return false;
    const Groups *groups = learn->options.groups;
    if (!groups) {
        error_set(ERR_STATE, "learner_freeze_to: the learner knows of no groups");
        error_hint("make it with .groups = nn_vision_groups(net), or nn_groups of your own");
        return false;
    }
    if (n < -groups->n || n > groups->n) {
        error_set(ERR_VALUE, "learner_freeze_to: group %d of %d", n, groups->n);
        return false;
    }
    optim_zero_grad(learn->optim);
    nn_freeze(groups, n < 0 ? groups->n + n : n, train_norms);
    return optim_forget(learn->optim);
}

bool learner_freeze(Learner *learn)
{
    return learner_freeze_to(learn, -1, true);
}

bool learner_unfreeze(Learner *learn)
{
    return learner_freeze_to(learn, 0, true);
}

static double or_default(double value, double standard)
{
    return value != 0 ? value : standard;
}

bool learner_fine_tune(Learner *learn, FineTune how)
{
    double base_lr = or_default(how.base_lr, 2e-3), half = base_lr / 2;
    OneCycle head = {.lr_max = base_lr, .others_tenth = true, .pct_start = 0.99};
    OneCycle all = {.lr_max = half,
                    .lr_first = half / or_default(how.lr_mult, 100),
                    .pct_start = or_default(how.pct_start, 0.3),
                    .div = or_default(how.div, 5)};
    int freeze_epochs = how.freeze_epochs ? how.freeze_epochs : 1;
    bool fitted = how.cache_features ? vision_fit_head(learn, freeze_epochs, head)
                                     : learner_freeze_to(learn, -1, !how.freeze_norms) &&
                                           learner_fit_one_cycle(learn, freeze_epochs, head);
    return fitted && learner_unfreeze(learn) && learner_fit_one_cycle(learn, how.epochs, all);
}
