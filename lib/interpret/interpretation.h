/* What a classifier said about every sample of a set, and how wrong that was. (chapter 20) */
#ifndef INTERPRET_INTERPRETATION_H
#define INTERPRET_INTERPRETATION_H

#include "data/loader.h"
#include "interpret/confusion.h"
#include "nn/module.h"

/* Only numbers are kept, a few for each sample; pictures are decoded when somebody wants to look at them.
 * Belongs to the scope in which it was made; so must `set`, or to one around it. */
typedef struct Interpretation {
    const Dataset *set; /* the samples in its order; NULL: numbers alone      */
    int n_classes;
    const char **classes;
    int64_t n;
    int *actual, *predicted; /* (n)                                               */
    float *losses;           /* (n) cross-entropy: -log of the right class's probability */
    float *log_p;            /* (n, classes) logarithms of the probabilities      */
} Interpretation;

/* Ask the net about every sample of the loader's set once, in the set's order and without anything random,
 * whatever the loader does otherwise: it may shuffle, drop its last batch and augment. The loader itself is
 * not moved, the net is as it was. ERR_SHAPE when the net's answers are not (n, the set's classes).
 * cost: a forward pass and a decoding for each sample; memory: classes + 3 numbers for each */
Interpretation *interpretation_of(Module *net, const Loader *loader);

/* The same from answers that are at hand: logits (n, classes), labels (n). ERR_VALUE for a label that is no
 * class. `classes` is kept, not copied. */
Interpretation *interpretation_from(Tensor *logits, Tensor *labels, int n_classes, const char **classes);

/* n samples with no answers yet, for putting together an interpretation from parts. */
Interpretation *interpretation_new(const Dataset *set, int64_t n, int n_classes, const char **classes);
/* Sample i has this label and these logits, one for each class. False with ERR_VALUE for such a label. */
bool interpretation_put(Interpretation *interp, int64_t i, int actual, const float *logits);
/* The names of a set's classes; where they have none, as digits, their numbers, in the current scope. */
const char **interpretation_names(const Dataset *set);

/* The probability that sample i is of this class, as the net sees it. */
double interpretation_p(const Interpretation *interp, int64_t i, int class);
double interpretation_accuracy(const Interpretation *interp);  /* NaN for NULL and for no samples */
double interpretation_mean_loss(const Interpretation *interp); /* the same                        */
/* In the current scope. */
Confusion *interpretation_confusion(const Interpretation *interp);

#endif
