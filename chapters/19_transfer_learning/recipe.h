/* How the bear classifier is made: everything that was chosen by trying. */
#ifndef CHAPTER_19_RECIPE_H
#define CHAPTER_19_RECIPE_H

#include "lib.h"

/* What the command line says; zeros and NULL mean nothing. */
typedef struct Wishes {
    const char *arch, *weights, *label_smoothing; /* that: on or off */
    int64_t size, batch, epochs;
    double lr;
    bool quick, no_augment, cache_features;
} Wishes;

/* The program prints it, and recipe.c is the place to turn the knobs. */
typedef struct Recipe {
    const char *arch;    /* of nn/vision_model.h, or bear_net, the small one that begins at nothing         */
    const char *weights; /* the file with what the body has learnt before; NULL: from scratch               */
    int size;            /* of the squares that the net sees, in pixels                                     */
    int keep_side;     /* photos wait in memory with their shorter side shrunk to so many: somewhat more than
                          the net sees, so that a part of one still fills its square                      */
    int batch;         /* photos per step                                                                 */
    int freeze_epochs; /* before those, with a frozen body                                                */
    int epochs;        /* with everything trained; 0: recipe_set_epochs finds them                        */
    double lr;         /* the top of the cycle, of the head if there is one                               */
    double lr_mult;    /* by so much less the first layers learn, once all are trained                    */
    double dropout;    /* share of the features that are silent in a training step                        */
    float min_scale;   /* augmentation: the smallest share of a photo that is cut out                     */
    Augment augment;   /* what else may happen to it                                                      */
    bool no_augment;   /* neither: photos are seen as in use                                              */
    bool freeze_norms; /* while the body is frozen, so are its batch norms                                */
    bool cache_features; /* and every photo goes through it once                                            */
    bool label_smoothing; /* where some labels are wrong, none shall be learnt by heart                     */
} Recipe;

/* Prints why, where it trains from scratch without being asked to. An error is kept where there is no such
 * net, or no such file. */
Recipe recipe_new(const Wishes *wishes);
/* A net learns from steps, and a small folder gives few of them in an epoch: from scratch, there are more
 * epochs for fewer photos. */
void recipe_set_epochs(Recipe *recipe, int64_t n_train);

/* Photos of a folder, and batches of them. */
DataBlock recipe_block(const Recipe *recipe, Splitter splitter);
DataLoaders recipe_loaders(const Recipe *recipe, Datasets photos, uint64_t seed);
/* For learner_tta: each of `photos` once, in order, cut and changed anew in every pass, more gently than in
 * training. */
Loader *recipe_several_looks(const Recipe *recipe, const Dataset *photos, uint64_t seed);
/* An untrained net for them, from random_default(), or with a trained body; and its training. */
Learner *recipe_learner(const Recipe *recipe, DataLoaders dls, LearnerOptions options);
bool recipe_fit(const Recipe *recipe, Learner *learn);

#endif
