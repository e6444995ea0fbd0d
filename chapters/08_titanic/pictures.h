/* The chapter's three pictures. */
#ifndef PICTURES_H
#define PICTURES_H

#include "passengers.h"

/* Some of the passengers: (n, 12) and (n, 1). */
typedef struct Part {
    Tensor *x, *survived;
} Part;

/* What came out of a training. */
enum { MODELS = 6, MOST_EPOCHS = 30 };
typedef struct Run {
    const char *name;
    int epochs;
    double losses[MOST_EPOCHS];
    double accuracy;
} Run;

/* Fares and their logarithms, the losses of the models, and their accuracies with error bars, to `folder`. */
void pictures(const char *folder, const Passengers *all, const Run *runs, double women, int n_valid);

#endif
