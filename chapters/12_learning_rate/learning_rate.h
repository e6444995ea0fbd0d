/* What the files of chapter 12 share. */
#ifndef CHAPTER_12_LEARNING_RATE_H
#define CHAPTER_12_LEARNING_RATE_H

#include "lib.h"

typedef struct Clothes {
    const Dataset *train, *valid;
    uint64_t seed;
} Clothes;

/* A fresh net and its learner: always from the same weights, with batches in the same order. */
Learner *fresh_learner(Clothes clothes);

/* <folder>/12-<name>.png by plots/ch12-<name>.gp. */
void draw(const char *folder, const char *name, const char *what, int n, const PlotVariable *variables);

/* wrong.c: four trainings that went wrong, and one that did not. folder NULL: no picture. */
void wrong(Clothes clothes, const char *folder);

#endif
