/* The learner: data, net, optimiser and loss in one training loop, with fast.ai's table. (chapter 10) */
#ifndef TRAIN_LEARNER_H
#define TRAIN_LEARNER_H

#include "data/loader.h"
#include "nn/groups.h"
#include "nn/loss.h"
#include "train/callback.h"
#include "train/ema.h"
#include "train/lr_find.h"
#include "train/metrics.h"
#include "train/optim.h"
#include "train/recorder.h"
#include "train/schedule.h"

typedef struct Learner Learner;

enum { LEARNER_CALLBACKS = 4 };

typedef struct LearnerOptions {
    LossFunction loss_items; /* a loss per item; NULL means nn_cross_entropy_items                    */
    const Groups *groups;    /* for freezing and rates of their own; NULL: one group                  */
    FILE *table;             /* where the table goes; NULL: nowhere                                   */
    double mixup; /* above 0: mixed pictures, and the loss of both labels; fast.ai's alpha is .4  */
    Ema *ema;     /* of the net: updated after every step, and what validation measures; or NULL */
    const char
        *folder; /* where the training writes down, while it goes on, where it stands (state.safetensors)
                    and what it came to (epochs.csv, steps.csv); NULL: nowhere. It must be there  */
    int64_t state_steps; /* how often: 0 means every 200 steps, and after each epoch                       */
    bool resume;         /* go on from the state in `folder`, if there is one                              */
    Callback callbacks[LEARNER_CALLBACKS]; /* called in this order at every moment; .call NULL: none       */
    Metric metrics[METRICS_MOST]; /* columns after error_rate, fast.ai's metrics=[...]; .of NULL: none     */
    FILE *progress;               /* where the live progress line goes if it is a terminal; NULL: nowhere  */
} LearnerOptions;

/* Belongs to the current scope and keeps its parts. */
Learner *learner_new(Loader *train, Loader *valid, Module *net, Optim *optim, LearnerOptions options);

/* Go on after the machine was switched off: make everything as before, with .resume, and call the same fits
 * in the same order. Those that were done return at once, the one that was under way goes on behind the last
 * state written, and all bits are those of a training that was never stopped. (chapter 16) */

/* From the next fit on these: pictures of another size, other samples. (chapter 16: first small pictures,
 * then larger ones) */
void learner_set_loaders(Learner *learn, Loader *train, Loader *valid);

/* Constant learning rate with the optimiser's own momentum, and one cycle over all epochs together. Each
 * epoch trains on all batches and then measures on the validation set. ERR_INTERRUPTED on Ctrl-C, ERR_VALUE
 * (with advice) when the loss is no longer a number; the rows of the epochs before are kept. From the second
 * step on no malloc. */
bool learner_fit(Learner *learn, int epochs, double lr);
bool learner_fit_one_cycle(Learner *learn, int epochs, OneCycle how);
/* The same with any schedule, over all epochs together: one of schedule.h, or one of your own. (chapter 12)
 */
bool learner_fit_schedule(Learner *learn, int epochs, Schedule schedule);

/* Train only the groups from n on, or with n < 0 the last -n; the optimiser forgets what it remembers. Batch
 * norms of frozen groups are trained all the same, as in fast.ai, if train_norms. freeze: all but the last
 * group; unfreeze: all. ERR_STATE without groups. (chapter 19) */
bool learner_freeze_to(Learner *learn, int n, bool train_norms);
bool learner_freeze(Learner *learn);
bool learner_unfreeze(Learner *learn);

typedef struct FineTune {
    int epochs;          /* of the second part                                             */
    int freeze_epochs;   /* of the first part; 0 means 1                                   */
    double base_lr;      /* 0 means 2e-3                                                   */
    double lr_mult;      /* 0 means 100: by so much less the first group learns in the end */
    double pct_start;    /* 0 means .3                                                     */
    double div;          /* 0 means 5                                                      */
    bool freeze_norms;   /* in the first part: faster, the body runs without a tape        */
    bool cache_features; /* in the first part: every photo goes through the body only once, as validation
                            sees it; vision_fit_head of vision_learner.h */
} FineTune;

/* fast.ai's recipe for a net with a new head: first only the head (one cycle up to base_lr), then everything
 * (one cycle up to base_lr / 2 for the head, base_lr / 2 / lr_mult for the first group). Errors of
 * learner_fit_one_cycle and learner_freeze. (chapter 19) */
bool learner_fine_tune(Learner *learn, FineTune how);

typedef struct LrFind {
    double start_lr, end_lr; /* 0 means 1e-7 and 10                                                  */
    int num_it;              /* 0 means 100: steps, each at a rate that is the same factor higher    */
    bool no_stop;            /* go on when the smoothed loss is more than four times its best so far */
} LrFind;

typedef struct LrCurve {
    int64_t n;           /* steps made: fewer than wanted when it stopped early        */
    const float *lrs;    /* of each step                                               */
    const float *losses; /* after it, smoothed as in the table of a training           */
    const float *raw;    /* of its batch alone                                         */
    LrSuggestions suggested;
} LrCurve;

/* How high can the learning rate be? A training with a growing rate, until the loss shoots up or is no longer
 * a number; then everything is as it was before: weights, statistics, optimiser and random numbers, so that a
 * fit that follows gives the same bits as without. Gradients are zero after it. In the current scope. NULL
 * with ERR_VALUE for bounds that make no sense, and when the first loss is no number. (chapter 12) */
LrCurve *learner_lr_find(Learner *learn, LrFind how);

typedef struct Rehearsal {
    double train_seconds, valid_seconds; /* of a whole epoch with everything unfrozen            */
    int64_t peak_bytes;                  /* mem_peak of the training, if nothing larger comes    */
} Rehearsal;

/* What will a training take? Two training batches, forward and back, and one of validation, with every group
 * unfrozen; nothing is learnt, and all is as before: weights, statistics, random numbers. Call it when the
 * learner is complete: training then takes the same memory again, not more. (chapter 19) */
bool learner_rehearse(Learner *learn, Rehearsal *rehearsal);

const Recorder *learner_recorder(const Learner *learn);
Module *learner_net(const Learner *learn);
const Groups *learner_groups(const Learner *learn); /* NULL without */
Loader *learner_loader(const Learner *learn, bool train);

/* A net's answers for a whole loader, learning nothing from it: one pass, gradients off, the net as it
 * behaves in use, then back in the mode it was in. logits (n, classes), labels (n), losses (n),
 * cross-entropy, in the data set's order and in the current scope; NULL pointers skip. Without losses the net
 * may give any rows of numbers. ERR_STATE for a loader that leaves samples out. */
bool learner_predictions(Module *net, Loader *loader, Tensor **logits, Tensor **labels, Tensor **losses);
double learner_accuracy(Module *net, Loader *loader); /* share of right answers; NaN on error */

typedef struct Tta {
    int n;        /* 0 means 4: passes over the augmented pictures                                 */
    double beta;  /* 0 means .25: share of the plain answer in the mean; below 0: none             */
    bool use_max; /* instead of the mean the largest of all these answers                          */
} Tta;

/* Test-time augmentation: n answers about different versions of each sample and one about the plain one,
 * averaged: beta * plain + (1 - beta) * mean of the augmented. Both loaders go over one data set; `augmented`
 * with .train and without .shuffle and .drop_last. probabilities (n, classes), labels (n), in the current
 * scope; NULL pointers skip. cost: n + 1 times learner_predictions (chapter 18) */
bool learner_tta(Module *net, Loader *augmented, Loader *plain, Tta how, Tensor **probabilities,
                 Tensor **labels);

/* The same pass for what does not fit in memory: `see` gets each batch, its logits and its losses, and may
 * stop it with false. */
typedef bool (*LearnerVisitor)(void *context, const Batch *batch, Tensor *logits, Tensor *losses);
bool learner_visit(Module *net, Loader *loader, LossFunction loss_items, LearnerVisitor see, void *context);

#endif
