/* A learner for photos that begins with a net trained on others. (chapter 19) */
#ifndef TRAIN_VISION_LEARNER_H
#define TRAIN_VISION_LEARNER_H

#include "data/data_block.h"
#include "nn/vision_model.h"
#include "train/learner.h"

typedef struct VisionOptions {
    const char *weights;    /* a file for the body; NULL: everything from random_default(), and unfrozen */
    double dropout;         /* of the head: 0 means .5, below 0: none                                     */
    Adam adam;              /* zeros mean optim_fastai()                                                  */
    LearnerOptions learner; /* its groups are set here                                                    */
} VisionOptions;

/* fast.ai's vision_learner: the body of the net of this name (nn_vision_model), a new head for the classes of
 * `dls`, three groups, Adam. With weights the body is frozen, and loaders without mean and std get
 * ImageNet's, which it was trained with. Pictures may be grey. In the current scope. ERR_VALUE for the name
 * of a net that there is none of; errors of nn_load. */
Learner *vision_learner(DataLoaders dls, const char *arch, VisionOptions options);

/* A cycle for the head alone, as learner_freeze and learner_fit_one_cycle, but every photo goes through the
 * body once and not once an epoch: what the body makes of it, the row of numbers that the head begins with,
 * is kept, 4 kB for 512 features. So all photos are seen as validation sees them, nothing random happens to
 * them, and batch norms of the body stay as they are. ERR_STATE for a net that nn_vision_model has not made.
 * cost: a forward pass, and next to nothing for each epoch. */
bool vision_fit_head(Learner *learn, int epochs, OneCycle how);

#endif
