/* One step of an optimiser, as the kernels are asked for it. (chapter 11) */
#ifndef KERNELS_STEPS_H
#define KERNELS_STEPS_H

#include <stdbool.h>

typedef struct SgdStep {
    float lr, momentum, weight_decay; /* gradient += weight_decay * p            */
    bool nesterov;
} SgdStep;

typedef struct AdamStep {
    double lr, beta1, beta2, eps;
    double weight_decay;
    bool decoupled;     /* p *= 1 - lr * weight_decay first (AdamW); otherwise gradient += weight_decay * p */
    double correction1; /* 1 - beta1^t */
    double correction2; /* 1 - beta2^t */
} AdamStep;

/* Optimisers with a rate for every number. Two or three running values stand beside each parameter p; a, s, m
 * is the order in which the kernel gets them. "a keeps b1 of g" is a = b1 * a + (1 - b1) * g. */
typedef enum {
    ADAPT_ADAGRAD,  /* s += g^2;  p -= lr * g / (sqrt(s) + eps)                                             */
    ADAPT_ADADELTA, /* s keeps b2 of g^2;  d = g * sqrt(a + eps) / sqrt(s + eps);  a keeps b2 of d^2;
                       p -= lr * d                                                                          */
    ADAPT_RMSPROP,  /* s keeps b2 of g^2;  d = g / (sqrt(s) + eps);  p -= lr * d, or, where there is an a:
                       a = b1 * a + d;  p -= lr * a                                                         */
    ADAPT_ADAMAX,   /* a keeps b1 of g;  s = max(b2 * s, |g| + eps);  p -= lr * a / s                       */
    ADAPT_NADAM,    /* a keeps b1 of g, s keeps b2 of g^2;
                       p -= (lr * a + lr_grad * g) / (sqrt(s / correction) + eps)                           */
    ADAPT_AMSGRAD,  /* a keeps b1 of g, s keeps b2 of g^2;  m = max(m, s);
                       p -= lr * a / (sqrt(m / correction) + eps)                                           */
} AdaptRule;

typedef struct AdaptStep {
    AdaptRule rule;
    double lr, lr_grad; /* whatever depends on the number of the step is in them already */
    double b1, b2, eps;
    double correction;
    double shrink;       /* p *= shrink first: decoupled weight decay; 1 without it */
    double weight_decay; /* gradient += weight_decay * p                            */
} AdaptStep;

#endif
