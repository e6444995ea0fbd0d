/* Optimisers: how gradients become steps. (chapters 05, 11) */
#ifndef TRAIN_OPTIM_H
#define TRAIN_OPTIM_H

#include "nn/module.h"

typedef struct Optim Optim;

/* Names, definitions and defaults are PyTorch's; what each remembers of a parameter, and how it steps, is in
 * kernels/steps.h. g is the gradient; weight_decay adds weight_decay * p to it unless it says otherwise. */

typedef struct Sgd {
    float lr;           /* no default: 0 is an error     */
    float momentum;     /* v = momentum * v + g          */
    float weight_decay; /* g += weight_decay * p         */
    bool nesterov;
} Sgd;

typedef struct Adam {
    float lr;           /* 0 means 1e-3                                                  */
    float beta1, beta2; /* 0 means 0.9 and 0.999                                         */
    float eps;          /* 0 means 1e-8                                                  */
    float weight_decay;
    bool decoupled;                 /* AdamW: p *= 1 - lr * weight_decay; otherwise into the gradient */
    bool no_decay_on_norm_and_bias; /* fast.ai: parameters with one axis are left out of weight decay */
    bool amsgrad;                   /* divide by the largest mean square so far                       */
} Adam;

typedef struct Adagrad {
    float lr;       /* 0 means 1e-2                                */
    float lr_decay; /* lr / (1 + lr_decay * (t - 1)) in step t     */
    float eps;      /* 0 means 1e-10                               */
    float weight_decay;
} Adagrad;

typedef struct Adadelta {
    float lr;  /* 0 means 1: the rate comes out of the steps made so far */
    float rho; /* 0 means 0.9                                            */
    float eps; /* 0 means 1e-6                                           */
    float weight_decay;
} Adadelta;

typedef struct RmsProp {
    float lr;       /* 0 means 1e-2                            */
    float alpha;    /* 0 means 0.99                            */
    float eps;      /* 0 means 1e-8                            */
    float momentum; /* of the steps: v = momentum * v + step   */
    float weight_decay;
} RmsProp;

typedef struct AdaMax {
    float lr;           /* 0 means 2e-3          */
    float beta1, beta2; /* 0 means 0.9 and 0.999 */
    float eps;          /* 0 means 1e-8          */
    float weight_decay;
} AdaMax;

typedef struct NAdam {
    float lr;             /* 0 means 2e-3          */
    float beta1, beta2;   /* 0 means 0.9 and 0.999 */
    float eps;            /* 0 means 1e-8          */
    float momentum_decay; /* 0 means 4e-3: beta1 grows from half of itself to itself over hundreds of steps */
    float weight_decay;
} NAdam;

/* They belong to the current scope and keep `parameters`. ERR_VALUE for rates outside their range. */
Optim *optim_sgd(Parameters *parameters, Sgd how);
Optim *optim_adam(Parameters *parameters, Adam how);
Optim *optim_adagrad(Parameters *parameters, Adagrad how);
Optim *optim_adadelta(Parameters *parameters, Adadelta how);
Optim *optim_rmsprop(Parameters *parameters, RmsProp how);
Optim *optim_adamax(Parameters *parameters, AdaMax how);
Optim *optim_nadam(Parameters *parameters, NAdam how);
/* fast.ai's defaults: betas .9 and .99, eps 1e-5, decoupled decay .01 but not on norms and biases. */
Adam optim_fastai(void);

/* One step for every parameter that has a gradient and is not frozen (nn_freeze); the others stay as they
 * are. ERR_STATE when there is none. Does nothing while an error is kept: a step with half of the gradients
 * would be worse than none. */
bool optim_step(Optim *optim);
/* Gradients add up; this sets them to zero for the next step. */
void optim_zero_grad(Optim *optim);
/* For schedules: from now on. momentum is SGD's and RMSprop's momentum, or the beta1 of Adam, AdaMax and
 * NAdam; an optimiser made without momentum stays without. ERR_VALUE for rates outside their range. */
void optim_set_lr(Optim *optim, double lr);
void optim_set_momentum(Optim *optim, double momentum);
double optim_lr(const Optim *optim);
double optim_momentum(const Optim *optim); /* 0 without */
int64_t optim_steps(const Optim *optim);

/* From now on parameter i moves at lr * scales[i]: discriminative rates. NULL: all alike. Copied. ERR_VALUE
 * when n is not the number of parameters. (chapter 19) */
bool optim_scale_lrs(Optim *optim, int n, const double *scales);
/* Forget all averages and velocities, as if no step had been made; rates stay. (chapter 19: after unfreezing)
 */
bool optim_forget(Optim *optim);

/* What an optimiser remembers at this moment, its rates included, in the current scope; and back to it.
 * (chapter 12: lr_find tries a hundred steps and takes them back) */
typedef struct OptimMemory OptimMemory;
OptimMemory *optim_remember(const Optim *optim);
bool optim_return_to(Optim *optim, const OptimMemory *memory);

#endif
