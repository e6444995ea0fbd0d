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

/* Every sample of `set` judged once, in the set's order, in the current scope. fold (n) says which of the k
 * folds each belongs to, as split_folds does. ERR_VALUE for a fold that holds none of them or
 * all. cost: k trainings on (k - 1) / k of the set */
Interpretation *folds_interpretation(const Dataset *set, const int *fold, int k, FoldTrainer train,
                                     void *context);

#endif
