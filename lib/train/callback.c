/* The ready-made callbacks. */
#include "train/callback.h"

#include <math.h>

#include "base/error.h"
#include "tensor/raw.h"

/* --- gradient clipping ---------------------------------------------------------------------------------- */

static double squared_norm(const Parameters *parameters)
{
    double sum = 0;
    for (int i = 0; i < parameters->n; i++) {
        Tensor *grad = parameters->tensors[i]->needs_grad ? parameters->tensors[i]->grad : NULL;
        if (grad)
            sum += tensor_item(tensor_sum(tensor_mul(grad, grad), ALL_AXES));
    }
    return sum;
}

static bool clip(void *context, Happening *now)
{
    if (now->moment != AFTER_BACKWARD)
        return true;
    bool recording = grad_enable(false);
    Scope scope = scope_begin();
    const Parameters *parameters = nn_parameters(now->net);
    double norm = parameters ? sqrt(squared_norm(parameters)) : 0,
           share = *(const double *)context / (norm + 1e-6);
    bool done = parameters && error_ok();
    for (int i = 0; done && share < 1 && i < parameters->n; i++) {
        Tensor *grad = parameters->tensors[i]->needs_grad ? parameters->tensors[i]->grad : NULL;
        done = !grad || tensor_add_(grad, grad, share - 1);
    }
    scope_end(scope);
    grad_enable(recording);
    return done;
}

Callback callback_clip_norm(double max_norm)
{
    if (!(max_norm > 0)) {
        error_set(ERR_VALUE, "callback_clip_norm: a length of %g, not above 0", max_norm);
        return (Callback){0};
    }
    double *context = scope_alloc(sizeof *context);
    if (context)
        *context = max_norm;
    return (Callback){context ? clip : NULL, context};
}

/* --- early stopping ------------------------------------------------------------------------------------- */

typedef struct Patience {
    int patience;
    double min_delta;
} Patience;

/* All of it follows from the rows, so that nothing is lost when a training is stopped and goes on. */
static bool watch(void *context, Happening *now)
{
    const Patience *patience = context;
    if (now->moment != AFTER_EPOCH)
        return true;
    double best = INFINITY;
    int waited = 0;
    for (int i = 0; i < now->n_rows; i++) {
        bool better = now->rows[i].valid_loss < best - patience->min_delta;
        best = better ? now->rows[i].valid_loss : best;
        waited = better ? 0 : waited + 1;
    }
    now->stop = now->stop || waited >= patience->patience;
    return true;
}

Callback callback_early_stopping(int patience, double min_delta)
{
    if (patience < 1) {
        error_set(ERR_VALUE, "callback_early_stopping: a patience of %d epochs", patience);
        return (Callback){0};
    }
    Patience *context = scope_alloc(sizeof *context);
    if (context)
        *context = (Patience){patience, min_delta};
    return (Callback){context ? watch : NULL, context};
}
