/* Answers about every sample by a net that was not trained on it: out-of-fold predictions. (chapters 20, 21)
 *
 * A net with enough weights learns a wrong label by heart, and then its loss is low. Somebody who has not
 * seen the label is still surprised by it: the set is cut into k folds, and each fold is judged by a net that
 * was trained on the others. */
#ifndef INTERPRET_FOLDS_H
#define INTERPRET_FOLDS_H

#include "interpret/interpretation.h"

/* Trains a new net on `train` and asks it about `held_out`: interpretation_of(net, a loader of held_out). The
 * scope it is called in ends with it. NULL ends the work, with an error set. */
typedef Interpretation *(*FoldTrainer)(void *context, int fold, const Dataset *train,
                                       const Dataset *held_out);

/* Which fold each sample belongs to, (n), 0 .. k - 1, in the current scope: each class is dealt out evenly,
 * in an order drawn with `seed`. ERR_VALUE for fewer than 2 folds, or a class with fewer samples than folds,
 * which could be missing from what a net is trained on. */
int *folds_assign(const Dataset *set, int k, uint64_t seed);

/* Every sample of `set` judged once, in the set's order, in the current scope. fold (n) says which of the k
 * folds each belongs to; copies of a photo are better in one. ERR_VALUE for a fold that holds none of them or
 * all. cost: k trainings on (k - 1) / k of the set */
Interpretation *folds_interpretation(const Dataset *set, const int *fold, int k, FoldTrainer train,
                                     void *context);

#endif
