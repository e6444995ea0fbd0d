/* Inside the optimisers: what optim.c and optim_adaptive.c share. */
#ifndef TRAIN_OPTIM_PART_H
#define TRAIN_OPTIM_PART_H

#include "train/optim.h"

/* What is remembered of one parameter; NULL for what the optimiser does not need. In the table of kernels
 * these are SGD's velocity, Adam's average and square, and a, s and m of the others. */
typedef struct OptimState {
    Tensor *first, *second, *third;
    int64_t steps;     /* of this parameter: one without a gradient is skipped and takes no step */
    double mu_product; /* NAdam: of the momentums of all steps so far                            */
    double scale;      /* of its rate                                                            */
} OptimState;

/* One step of one parameter; its state has counted it already. grad is contiguous. */
typedef bool OptimRule(const Optim *optim, OptimState *state, Tensor *parameter, Tensor *grad);

struct Optim {
    OptimRule *rule;
    Parameters *parameters;
    OptimState *states;
    int64_t steps;
    double lr, momentum; /* of now: schedules move them, `how` keeps what was asked for */
    bool has_momentum;   /* momentum may be moved                                       */
    union {
        Sgd sgd;
        Adam adam;
        Adagrad adagrad;
        Adadelta adadelta;
        RmsProp rmsprop;
        AdaMax adamax;
        NAdam nadam;
    } how;
};

enum { OPTIM_FIRST = 1, OPTIM_SECOND = 2, OPTIM_THIRD = 4 };

/* With zeros for the states that `remembers` names, lr and momentum 0, how unset. */
Optim *optim_new(OptimRule *rule, Parameters *parameters, unsigned remembers);

/* Else false with ERR_VALUE: is value a number in [low, high)? Is lr one above 0? */
bool optim_rate_is_valid(const char *who, const char *what, double value, double low, double high);
bool optim_lr_is_valid(const char *who, double lr);

/* At which this parameter moves now. */
static inline double optim_rate(const Optim *optim, const OptimState *state)
{
    return optim->lr * state->scale;
}

/* A default for what was left 0. */
static inline float optim_default(float value, float standard)
{
    return value != 0 ? value : standard;
}

/* Adam with .amsgrad: optim_adaptive.c. */
OptimRule optim_amsgrad_rule;

#endif
