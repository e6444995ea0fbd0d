/* Callbacks: functions that a training calls at its moments, to look on or to take a hand. (chapter 19) */
#ifndef TRAIN_CALLBACK_H
#define TRAIN_CALLBACK_H

#include "data/loader.h"
#include "nn/module.h"
#include "train/recorder.h"

/* In the order in which they come. The first and the last once a fit, the epochs' once an epoch. */
typedef enum {
    BEFORE_FIT,
    BEFORE_EPOCH,
    AFTER_BACKWARD, /* the gradients are there, the step has not been made: here they can be changed */
    AFTER_STEP,
    AFTER_EPOCH, /* with its validation */
    AFTER_FIT
} Moment;

/* What is known at a moment. A callback may set `stop`: the fit then ends after this batch or epoch, and is
 * no error. */
typedef struct Happening {
    Moment moment;
    Module *net;
    int epoch, n_epochs;  /* of this fit                                           */
    int64_t step;         /* of this fit, from 0                                   */
    const Batch *batch;   /* AFTER_BACKWARD and AFTER_STEP, else NULL              */
    double loss;          /* the batch's, likewise                                 */
    const EpochRow *row;  /* AFTER_EPOCH, else NULL                                */
    const EpochRow *rows; /* of this fit so far, those before a resumption included */
    int n_rows;
    bool stop;
} Happening;

/* One that looks on, or one of the callbacks below. `call` returns false with an error. `context` must
 * outlive the learner. */
typedef struct Callback {
    bool (*call)(void *context, Happening *happening);
    void *context;
} Callback;

/* Gradients whose numbers together are longer than max_norm are shortened to it, as by PyTorch's
 * clip_grad_norm_: one bad batch then cannot throw the weights far. ERR_VALUE for max_norm not above 0. */
Callback callback_clip_norm(double max_norm);
/* fast.ai's EarlyStoppingCallback on the loss of the validation: ends the fit when it has not fallen below
 * its best by more than min_delta for `patience` epochs in a row; one that goes on after a power cut ends
 * where it would have ended. It suits a constant rate; a cycle's best epochs are its last. */
Callback callback_early_stopping(int patience, double min_delta);

#endif
