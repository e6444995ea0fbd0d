/* Launches of the optimisers' steps; their rates are prepared in double, since 1 - 0.999f has lost half its
 * digits. */
#include "kernels/opencl_part.h"

#include <math.h>

bool opencl_sgd(const SgdStep *how, const View *p, const View *grad, const View *velocity)
{
    int64_t n = view_count(p);
    Launch launch = launch_begin("sgd");
    launch_view(&launch, p);
    launch_view(&launch, grad);
    launch_view(&launch, velocity);
    launch_int(&launch, n);
    launch_float(&launch, how->lr);
    launch_float(&launch, velocity ? how->momentum : 0.0f);
    launch_float(&launch, how->weight_decay);
    launch_int(&launch, how->nesterov);
    return launch_run(&launch, n);
}

static bool step(const char *kernel, const StepPlan *plan, const View *p, const View *grad, const View *a,
                 const View *s, const View *m)
{
    int64_t n = view_count(p);
    Launch launch = launch_begin(kernel);
    launch_view(&launch, p);
    launch_view(&launch, grad);
    launch_view(&launch, a);
    launch_view(&launch, s);
    launch_view(&launch, m);
    launch_int(&launch, n);
    launch_bytes(&launch, sizeof *plan, plan);
    return launch_run(&launch, n);
}

bool opencl_adam(const AdamStep *how, const View *p, const View *grad, const View *average,
                 const View *square)
{
    StepPlan plan = {.lr = (float)(how->lr / how->correction1),
                     .eps = (float)how->eps,
                     .old1 = (float)how->beta1,
                     .new1 = (float)(1.0 - how->beta1),
                     .old2 = (float)how->beta2,
                     .new2 = (float)(1.0 - how->beta2),
                     .root = (float)(1.0 / sqrt(how->correction2)),
                     .shrink = how->decoupled ? (float)(1.0 - how->lr * how->weight_decay) : 1.0f,
                     .decay = how->decoupled ? 0.0f : (float)how->weight_decay};
    return step("adam", &plan, p, grad, average, square, NULL);
}

bool opencl_adapt(const AdaptStep *how, const View *p, const View *grad, const View *a, const View *s,
                  const View *m)
{
    static const char *const rules[] = {
        [ADAPT_ADAGRAD] = "adagrad", [ADAPT_ADADELTA] = "adadelta", [ADAPT_RMSPROP] = "rmsprop",
        [ADAPT_ADAMAX] = "adamax",   [ADAPT_NADAM] = "nadam",       [ADAPT_AMSGRAD] = "amsgrad",
    };
    StepPlan plan = {.lr = (float)how->lr,
                     .lr_grad = (float)how->lr_grad,
                     .eps = (float)how->eps,
                     .old1 = (float)how->b1,
                     .new1 = (float)(1.0 - how->b1),
                     .old2 = (float)how->b2,
                     .new2 = (float)(1.0 - how->b2),
                     .root = (float)(1.0 / sqrt(how->correction)),
                     .shrink = (float)how->shrink,
                     .decay = (float)how->weight_decay};
    bool momentum = how->rule == ADAPT_RMSPROP && a;
    return step(momentum ? "rmsprop_with_momentum" : rules[how->rule], &plan, p, grad, a, s, m);
}
