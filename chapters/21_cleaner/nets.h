/* Nets that say what they see in each photo, for the cleaner to sort by. */
#ifndef CHAPTER_21_NETS_H
#define CHAPTER_21_NETS_H

#include "lib.h"

/* A short training, enough to be surprised by what is odd: of a head alone, on a body that was trained on
 * other photos. Such a body cannot have learnt a wrong label by heart. */
typedef struct Training {
    const char *arch, *weights; /* the body; NULL: none, a small net learns everything from these photos */
    int size;                   /* of the squares that the net sees, in pixels                           */
    int epochs;
    uint64_t seed;
} Training;

/* weights NULL: the backbone of datasets/models, if it is there. */
Training nets_training(const char *arch, const char *weights, bool quick, uint64_t seed);
const char *nets_describe(const Training *how);

/* Photos wait in memory with their shorter side shrunk to so many pixels. */
enum { KEEP_SIDE = 160 };

/* What a net that was trained on `train` says about `asked`; both have the same classes. In the current
 * scope, NULL with an error. */
Interpretation *nets_train_and_ask(const Dataset *train, const Dataset *asked, Training how);

/* What a net that is there says. ERR_VALUE if it has other classes. */
Interpretation *nets_ask(const Classifier *classifier, const Dataset *photos);

/* What nets say that have not seen the photo they are asked about, nor a near copy of it: k of them, each
 * trained on all parts but one. */
Interpretation *nets_held_out(const Dataset *photos, int k, Training how);

#endif
