/* The optimisers that give every number a rate of its own: which of them asks the kernel for what. */
#include "train/optim.h"

#include <math.h>

#include "base/error.h"
#include "tensor/raw.h"
#include "tensor/storage.h"
#include "train/optim_part.h"

static bool run(AdaptStep step, const OptimState *state, Tensor *parameter, Tensor *grad)
{
    Tensor *a = state->first, *s = state->second, *m = state->third;
    return parameter->storage->device->adapt(&step, &parameter->view, &grad->view, a ? &a->view : NULL,
                                             s ? &s->view : NULL, m ? &m->view : NULL);
}

/* Share of a running mean that is there after this many steps: it began at 0, and is divided by this. */
static double correction(double beta, int64_t steps)
{
    return 1 - pow(beta, (double)steps);
}

/* Optimisers whose rates are all fine differ in rule and memory only. */
static Optim *made(OptimRule *rule, Parameters *parameters, unsigned remembers, double lr, double momentum)
{
    Optim *optim = optim_new(rule, parameters, remembers);
    if (!optim)
        return NULL;
    optim->lr = lr;
    optim->momentum = momentum;
    optim->has_momentum = momentum > 0;
    return optim;
}

static bool common_rates_are_valid(const char *who, double lr, double eps, double weight_decay)
{
    return optim_lr_is_valid(who, lr) && optim_rate_is_valid(who, "eps", eps, 0, HUGE_VAL) &&
           optim_rate_is_valid(who, "weight_decay", weight_decay, 0, HUGE_VAL);
}

/* --- Adagrad ------------------------------------------------------------------------------------------ */

static bool adagrad_rule(const Optim *optim, OptimState *state, Tensor *parameter, Tensor *grad)
{
    const Adagrad *how = &optim->how.adagrad;
    AdaptStep step = {.rule = ADAPT_ADAGRAD,
                      .lr = optim_rate(optim, state) / (1 + (double)(state->steps - 1) * how->lr_decay),
                      .eps = how->eps,
                      .correction = 1,
                      .shrink = 1,
                      .weight_decay = how->weight_decay};
    return run(step, state, parameter, grad);
}

Optim *optim_adagrad(Parameters *parameters, Adagrad how)
{
    how.lr = optim_default(how.lr, 1e-2f);
    how.eps = optim_default(how.eps, 1e-10f);
    if (!parameters || !common_rates_are_valid("optim_adagrad", how.lr, how.eps, how.weight_decay) ||
        !optim_rate_is_valid("optim_adagrad", "lr_decay", how.lr_decay, 0, HUGE_VAL))
        return NULL;
    Optim *optim = made(adagrad_rule, parameters, OPTIM_SECOND, how.lr, 0);
    if (optim)
        optim->how.adagrad = how;
    return optim;
}

/* --- Adadelta ----------------------------------------------------------------------------------------- */

static bool adadelta_rule(const Optim *optim, OptimState *state, Tensor *parameter, Tensor *grad)
{
    const Adadelta *how = &optim->how.adadelta;
    AdaptStep step = {.rule = ADAPT_ADADELTA,
                      .lr = optim_rate(optim, state),
                      .b2 = how->rho,
                      .eps = how->eps,
                      .correction = 1,
                      .shrink = 1,
                      .weight_decay = how->weight_decay};
    return run(step, state, parameter, grad);
}

Optim *optim_adadelta(Parameters *parameters, Adadelta how)
{
    how.lr = optim_default(how.lr, 1.0f);
    how.rho = optim_default(how.rho, 0.9f);
    how.eps = optim_default(how.eps, 1e-6f);
    if (!parameters || !common_rates_are_valid("optim_adadelta", how.lr, how.eps, how.weight_decay) ||
        !optim_rate_is_valid("optim_adadelta", "rho", how.rho, 0, 1))
        return NULL;
    Optim *optim = made(adadelta_rule, parameters, OPTIM_FIRST | OPTIM_SECOND, how.lr, 0);
    if (optim)
        optim->how.adadelta = how;
    return optim;
}

/* --- RMSprop ------------------------------------------------------------------------------------------ */

static bool rmsprop_rule(const Optim *optim, OptimState *state, Tensor *parameter, Tensor *grad)
{
    const RmsProp *how = &optim->how.rmsprop;
    AdaptStep step = {.rule = ADAPT_RMSPROP,
                      .lr = optim_rate(optim, state),
                      .b1 = optim->momentum,
                      .b2 = how->alpha,
                      .eps = how->eps,
                      .correction = 1,
                      .shrink = 1,
                      .weight_decay = how->weight_decay};
    return run(step, state, parameter, grad);
}

Optim *optim_rmsprop(Parameters *parameters, RmsProp how)
{
    how.lr = optim_default(how.lr, 1e-2f);
    how.alpha = optim_default(how.alpha, 0.99f);
    how.eps = optim_default(how.eps, 1e-8f);
    if (!parameters || !common_rates_are_valid("optim_rmsprop", how.lr, how.eps, how.weight_decay) ||
        !optim_rate_is_valid("optim_rmsprop", "alpha", how.alpha, 0, 1) ||
        !optim_rate_is_valid("optim_rmsprop", "momentum", how.momentum, 0, 1))
        return NULL;
    unsigned remembers = OPTIM_SECOND | (how.momentum > 0 ? OPTIM_FIRST : 0u);
    Optim *optim = made(rmsprop_rule, parameters, remembers, how.lr, how.momentum);
    if (optim)
        optim->how.rmsprop = how;
    return optim;
}

/* --- AdaMax and NAdam --------------------------------------------------------------------------------- */

static bool betas_are_valid(const char *who, double beta1, double beta2)
{
    return optim_rate_is_valid(who, "beta1", beta1, 0, 1) && optim_rate_is_valid(who, "beta2", beta2, 0, 1);
}

static bool adamax_rule(const Optim *optim, OptimState *state, Tensor *parameter, Tensor *grad)
{
    const AdaMax *how = &optim->how.adamax;
    AdaptStep step = {.rule = ADAPT_ADAMAX,
                      .lr = optim_rate(optim, state) / correction(optim->momentum, state->steps),
                      .b1 = optim->momentum,
                      .b2 = how->beta2,
                      .eps = how->eps,
                      .correction = 1,
                      .shrink = 1,
                      .weight_decay = how->weight_decay};
    return run(step, state, parameter, grad);
}

Optim *optim_adamax(Parameters *parameters, AdaMax how)
{
    how.lr = optim_default(how.lr, 2e-3f);
    how.beta1 = optim_default(how.beta1, 0.9f);
    how.beta2 = optim_default(how.beta2, 0.999f);
    how.eps = optim_default(how.eps, 1e-8f);
    if (!parameters || !common_rates_are_valid("optim_adamax", how.lr, how.eps, how.weight_decay) ||
        !betas_are_valid("optim_adamax", how.beta1, how.beta2))
        return NULL;
    Optim *optim = made(adamax_rule, parameters, OPTIM_FIRST | OPTIM_SECOND, how.lr, how.beta1);
    if (optim)
        optim->how.adamax = how;
    return optim;
}

/* The momentum that counts in a step: beta1, less up to half of it in the first steps. */
static double nadam_mu(double beta1, const NAdam *how, int64_t step)
{
    return beta1 * (1 - 0.5 * pow(0.96, (double)step * how->momentum_decay));
}

/* The mean as it will be one step later, with the newest gradient in the place of the next: each of the two
 * parts has a correction of its own, made of all the momentums so far. */
static bool nadam_rule(const Optim *optim, OptimState *state, Tensor *parameter, Tensor *grad)
{
    const NAdam *how = &optim->how.nadam;
    double mu = nadam_mu(optim->momentum, how, state->steps);
    double next = nadam_mu(optim->momentum, how, state->steps + 1);
    state->mu_product *= mu;
    AdaptStep step = {.rule = ADAPT_NADAM,
                      .lr = optim_rate(optim, state) * next / (1 - state->mu_product * next),
                      .lr_grad = optim_rate(optim, state) * (1 - mu) / (1 - state->mu_product),
                      .b1 = optim->momentum,
                      .b2 = how->beta2,
                      .eps = how->eps,
                      .correction = correction(how->beta2, state->steps),
                      .shrink = 1,
                      .weight_decay = how->weight_decay};
    return run(step, state, parameter, grad);
}

Optim *optim_nadam(Parameters *parameters, NAdam how)
{
    how.lr = optim_default(how.lr, 2e-3f);
    how.beta1 = optim_default(how.beta1, 0.9f);
    how.beta2 = optim_default(how.beta2, 0.999f);
    how.eps = optim_default(how.eps, 1e-8f);
    how.momentum_decay = optim_default(how.momentum_decay, 4e-3f);
    if (!parameters || !common_rates_are_valid("optim_nadam", how.lr, how.eps, how.weight_decay) ||
        !betas_are_valid("optim_nadam", how.beta1, how.beta2) ||
        !optim_rate_is_valid("optim_nadam", "momentum_decay", how.momentum_decay, 0, HUGE_VAL))
        return NULL;
    Optim *optim = made(nadam_rule, parameters, OPTIM_FIRST | OPTIM_SECOND, how.lr, how.beta1);
    if (optim)
        optim->how.nadam = how;
    return optim;
}

/* --- Adam with .amsgrad ------------------------------------------------------------------------------- */

bool optim_amsgrad_rule(const Optim *optim, OptimState *state, Tensor *parameter, Tensor *grad)
{
    const Adam *how = &optim->how.adam;
    bool spared = how->no_decay_on_norm_and_bias && parameter->n_dims <= 1;
    double decay = spared ? 0 : how->weight_decay;
    AdaptStep step = {.rule = ADAPT_AMSGRAD,
                      .lr = optim_rate(optim, state) / correction(optim->momentum, state->steps),
                      .b1 = optim->momentum,
                      .b2 = how->beta2,
                      .eps = how->eps,
                      .correction = correction(how->beta2, state->steps),
                      .shrink = how->decoupled ? 1 - optim_rate(optim, state) * decay : 1,
                      .weight_decay = how->decoupled ? 0 : decay};
    return run(step, state, parameter, grad);
}
