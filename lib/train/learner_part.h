/* Inside the learner: what its files share. */
#ifndef TRAIN_LEARNER_PART_H
#define TRAIN_LEARNER_PART_H

#include "train/checkpoint.h"
#include "train/learner.h"

struct Learner {
    Loader *train, *valid;
    Module *net;
    Optim *optim;
    double momentum; /* the optimiser's own, for schedules that do not move it */
    LearnerOptions options;
    Recorder *recorder;
    int64_t epochs;         /* begun, over all fits                                */
    int fits;               /* begun                                               */
    TrainingPlace standing; /* where a training to be resumed stood; .fit 0: none  */
};

/* One step on one batch, at the rates of now. *loss is the batch's; where that is no number, nothing is
 * learnt from it. `now` is told to the callbacks, unless it is NULL. False on an error. */
bool learner_learn(Learner *learn, const Batch *batch, double *loss, Happening *now);
/* The forward half of it: a loss per sample, for backward. */
Tensor *learner_losses(Learner *learn, const Batch *batch);
/* The next training batch, over as many epochs as it takes. */
bool learner_next_batch(Learner *learn, Batch *batch);
/* The rates of the groups beside each other for one fit, from OneCycle's slices; all alike with {0}. */
bool learner_set_slices(Learner *learn, const OneCycle *how);
/* learner_visit and learner_predictions of a later epoch of the loader's, with its other random choices. */
bool learner_visit_epoch(Module *net, Loader *loader, int64_t epoch, LossFunction loss_items,
                         LearnerVisitor see, void *context);
/* Answers to the n samples of a data set, in its order, gathered batch by batch; the first allocates. */
typedef struct Gathered {
    int64_t n, found, n_classes;
    bool with_losses;
    float *logits, *labels, *losses; /* losses: NULL without */
} Gathered;
bool learner_gather(Gathered *all, const Batch *batch, Tensor *logits, Tensor *losses);
void learner_drop(Gathered *all);
bool learner_predictions_of_epoch(Module *net, Loader *loader, int64_t epoch, Tensor **logits,
                                  Tensor **labels, Tensor **losses);
/* What trying a few steps changes, and how to be as before. A training changes weights and the optimiser's
 * memory; one that only looks, with `learning` false, running statistics and random numbers. In the current
 * scope. memory: the net's and the optimiser's once more, or next to none. */
typedef struct LearnerBefore LearnerBefore;
LearnerBefore *learner_remember(const Learner *learn, bool learning);
bool learner_return_to(Learner *learn, const LearnerBefore *before);
/* Looks for a state to go on from, as the options say. False on an error. */
bool learner_find_state(Learner *learn);
/* The state and the two tables, if the learner has a folder for them. */
bool learner_write_state(Learner *learn, int64_t n_steps, int64_t done, double seconds);
/* Back to the state, whose fit has begun. */
bool learner_read_state(Learner *learn);
/* Sets the optimiser to what a schedule says. */
void learner_set_rates(Learner *learn, Rates rates);

#endif
