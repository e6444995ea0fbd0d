/* SGD and Adam, and what all optimisers have in common: a memory beside each parameter, and one call of a
 * fused kernel per parameter and step. */
#include "train/optim.h"

#include <math.h>

#include "autograd/memory_plan.h"
#include "base/error.h"
#include "tensor/raw.h"
#include "tensor/storage.h"
#include "train/optim_part.h"

bool optim_rate_is_valid(const char *who, const char *what, double value, double low, double high)
{
    if (isfinite(value) && value >= low && value < high)
        return true;
    error_set(ERR_VALUE, "%s: %s is %g, outside %g .. %g", who, what, value, low, high);
    return false;
}

bool optim_lr_is_valid(const char *who, double lr)
{
    if (isfinite(lr) && lr > 0)
        return true;
    error_set(ERR_VALUE, "%s: lr is %g, not above 0", who, lr);
    error_hint("a usual start is .lr = 0.1 for SGD and 0.001 for Adam");
    return false;
}

Optim *optim_new(OptimRule *rule, Parameters *parameters, unsigned remembers)
{
    Optim *optim = scope_alloc(sizeof *optim);
    OptimState *states = scope_alloc((size_t)parameters->n * sizeof *states);
    if (!optim || !states)
        return NULL;
    *optim = (Optim){.rule = rule, .parameters = parameters, .states = states};
    for (int i = 0; i < parameters->n; i++) {
        Shape shape = tensor_shape(parameters->tensors[i]);
        if (!tensor_is_contiguous(parameters->tensors[i])) { /* kernels write it from its first float on */
            error_set(ERR_VALUE, "optimiser: parameter %d, (%s), is a view with gaps", i, shape_text(shape));
            error_hint("make the parameter from tensor_contiguous");
            return NULL;
        }
        Tensor **places[] = {&states[i].first, &states[i].second, &states[i].third};
        states[i].mu_product = states[i].scale = 1;
        for (int k = 0; k < 3; k++)
            if (remembers & 1u << k) {
                if (!(*places[k] = tensor_zeros(shape)))
                    return NULL;
                memory_plan_name(*places[k], memory_optimiser);
            }
    }
    return optim;
}

/* --- SGD ---------------------------------------------------------------------------------------------- */

static bool sgd_rule(const Optim *optim, OptimState *state, Tensor *parameter, Tensor *grad)
{
    SgdStep step = {.lr = (float)optim_rate(optim, state),
                    .momentum = (float)optim->momentum,
                    .weight_decay = optim->how.sgd.weight_decay,
                    .nesterov = optim->how.sgd.nesterov};
    return parameter->storage->device->sgd(&step, &parameter->view, &grad->view,
                                           state->first ? &state->first->view : NULL);
}

Optim *optim_sgd(Parameters *parameters, Sgd how)
{
    if (!parameters || !optim_lr_is_valid("optim_sgd", how.lr) ||
        !optim_rate_is_valid("optim_sgd", "momentum", how.momentum, 0, 1) ||
        !optim_rate_is_valid("optim_sgd", "weight_decay", how.weight_decay, 0, HUGE_VAL))
        return NULL;
    if (how.nesterov && how.momentum == 0)
        return error_set(ERR_VALUE, "optim_sgd: nesterov looks ahead along the momentum, which is 0");
    Optim *optim = optim_new(sgd_rule, parameters, how.momentum > 0 ? OPTIM_FIRST : 0);
    if (!optim)
        return NULL;
    optim->how.sgd = how;
    optim->lr = how.lr;
    optim->momentum = how.momentum;
    optim->has_momentum = how.momentum > 0;
    return optim;
}

/* --- Adam --------------------------------------------------------------------------------------------- */

static bool adam_rule(const Optim *optim, OptimState *state, Tensor *parameter, Tensor *grad)
{
    const Adam *how = &optim->how.adam;
    bool spared = how->no_decay_on_norm_and_bias && parameter->n_dims <= 1;
    /* The corrections use the rates of now, also where a schedule has moved beta1 since the first step, as
     * fast.ai's do. */
    AdamStep step = {.lr = optim_rate(optim, state),
                     .beta1 = optim->momentum,
                     .beta2 = how->beta2,
                     .eps = how->eps,
                     .weight_decay = spared ? 0 : how->weight_decay,
                     .decoupled = how->decoupled,
                     .correction1 = 1 - pow(optim->momentum, (double)state->steps),
                     .correction2 = 1 - pow(how->beta2, (double)state->steps)};
    return parameter->storage->device->adam(&step, &parameter->view, &grad->view, &state->first->view,
                                            &state->second->view);
}

Optim *optim_adam(Parameters *parameters, Adam how)
{
    how.lr = optim_default(how.lr, 1e-3f);
    how.beta1 = optim_default(how.beta1, 0.9f);
    how.beta2 = optim_default(how.beta2, 0.999f);
    how.eps = optim_default(how.eps, 1e-8f);
    if (!parameters || !optim_lr_is_valid("optim_adam", how.lr) ||
        !optim_rate_is_valid("optim_adam", "beta1", how.beta1, 0, 1) ||
        !optim_rate_is_valid("optim_adam", "beta2", how.beta2, 0, 1) ||
        !optim_rate_is_valid("optim_adam", "eps", how.eps, 0, HUGE_VAL) ||
        !optim_rate_is_valid("optim_adam", "weight_decay", how.weight_decay, 0, HUGE_VAL))
        return NULL;
    Optim *optim = optim_new(how.amsgrad ? optim_amsgrad_rule : adam_rule, parameters,
                             OPTIM_FIRST | OPTIM_SECOND | (how.amsgrad ? OPTIM_THIRD : 0u));
    if (!optim)
        return NULL;
    optim->how.adam = how;
    optim->lr = how.lr;
    optim->momentum = how.beta1;
    optim->has_momentum = true;
    return optim;
}

Adam optim_fastai(void)
{
    return (Adam){.beta1 = 0.9f,
                  .beta2 = 0.99f,
                  .eps = 1e-5f,
                  .weight_decay = 0.01f,
                  .decoupled = true,
                  .no_decay_on_norm_and_bias = true};
}

/* --- All of them -------------------------------------------------------------------------------------- */

bool optim_step(Optim *optim)
{
    if (!optim)
        return false;
    Scope scope = scope_begin(); /* for gradients that must be made contiguous */
    int n_moved = 0;
    bool done = error_ok();
    for (int i = 0; done && i < optim->parameters->n; i++) {
        Tensor *parameter = optim->parameters->tensors[i];
        if (!parameter->grad || !parameter->needs_grad)
            continue;
        Tensor *grad = raw_contiguous(parameter->grad);
        optim->states[i].steps++;
        n_moved++;
        done = grad && optim->rule(optim, &optim->states[i], parameter, grad);
    }
    scope_end(scope);
    if (done && n_moved == 0) {
        error_set(ERR_STATE, "optim_step: no parameter has a gradient");
        error_hint("call tensor_backward(loss) first");
        return false;
    }
    optim->steps += done;
    return done;
}

void optim_zero_grad(Optim *optim)
{
    for (int i = 0; optim && i < optim->parameters->n; i++)
        tensor_zero_grad(optim->parameters->tensors[i]);
}

void optim_set_lr(Optim *optim, double lr)
{
    if (optim && optim_rate_is_valid("optim_set_lr", "lr", lr, 0, HUGE_VAL))
        optim->lr = lr;
}

void optim_set_momentum(Optim *optim, double momentum)
{
    if (!optim || !optim_rate_is_valid("optim_set_momentum", "momentum", momentum, 0, 1))
        return;
    if (optim->has_momentum)
        optim->momentum = momentum;
}

bool optim_scale_lrs(Optim *optim, int n, const double *scales)
{
    if (!optim)
        return false;
    if (scales && n != optim->parameters->n) {
        error_set(ERR_VALUE, "optim_scale_lrs: %d scales for %d parameters", n, optim->parameters->n);
        return false;
    }
    for (int i = 0; i < optim->parameters->n; i++) {
        if (scales && !optim_rate_is_valid("optim_scale_lrs", "a scale", scales[i], 0, HUGE_VAL))
            return false;
        optim->states[i].scale = scales ? scales[i] : 1;
    }
    return true;
}

double optim_lr(const Optim *optim)
{
    return optim ? optim->lr : NAN;
}

double optim_momentum(const Optim *optim)
{
    return optim ? optim->momentum : NAN;
}

int64_t optim_steps(const Optim *optim)
{
    return optim ? optim->steps : 0;
}

bool optim_forget(Optim *optim)
{
    bool done = optim != NULL;
    for (int i = 0; optim && i < optim->parameters->n; i++) {
        OptimState *state = &optim->states[i];
        Tensor *remembered[] = {state->first, state->second, state->third};
        for (int k = 0; k < 3; k++)
            done = (!remembered[k] || tensor_fill_(remembered[k], 0)) && done;
        state->steps = 0;
        state->mu_product = 1;
    }
    return done;
}

/* --- Remembering -------------------------------------------------------------------------------------- */

struct OptimMemory {
    double lr, momentum;
    int64_t steps;
    OptimState *states; /* as many as there are parameters, with copies of the tensors */
};

OptimMemory *optim_remember(const Optim *optim)
{
    if (!optim)
        return NULL;
    int n = optim->parameters->n;
    OptimMemory *memory = scope_alloc(sizeof *memory);
    OptimState *states = scope_alloc((size_t)n * sizeof *states);
    if (!memory || !states)
        return NULL;
    *memory = (OptimMemory){optim->lr, optim->momentum, optim->steps, states};
    for (int i = 0; i < n; i++) {
        const OptimState *now = &optim->states[i];
        states[i] = *now;
        states[i].first = raw_clone(now->first); /* NULL stays NULL */
        states[i].second = raw_clone(now->second);
        states[i].third = raw_clone(now->third);
        if (!states[i].first != !now->first || !states[i].second != !now->second ||
            !states[i].third != !now->third)
            return NULL;
    }
    return memory;
}

bool optim_return_to(Optim *optim, const OptimMemory *memory)
{
    if (!optim || !memory)
        return false;
    bool done = true;
    for (int i = 0; i < optim->parameters->n; i++) {
        OptimState *now = &optim->states[i];
        const OptimState *then = &memory->states[i];
        done = (!now->first || tensor_copy_(now->first, then->first)) && done;
        done = (!now->second || tensor_copy_(now->second, then->second)) && done;
        done = (!now->third || tensor_copy_(now->third, then->third)) && done;
        now->steps = then->steps;
        now->mu_product = then->mu_product;
    }
    optim->lr = memory->lr;
    optim->momentum = memory->momentum;
    optim->steps = memory->steps;
    return done;
}
