/* How good is a recipe, and how sure is that? Every photo is judged by a net that saw neither it nor a copy.
 */
#ifndef CHAPTER_19_CROSSVALIDATE_H
#define CHAPTER_19_CROSSVALIDATE_H

#include "recipe.h"

typedef struct CrossValidation {
    int64_t folds, seeds;
    uint64_t seed;    /* the first */
    const char *ways; /* of "scratch,frozen,tuned"; NULL: all that are possible */
    const char *card; /* a file for a model card with what came out; NULL: none */
    bool tta;         /* a net's answer is the mean of those about five versions of a photo */
} CrossValidation;

/* Prints errors as counts: per fold, seed and way, at equal epochs. */
bool crossvalidate(const Recipe *recipe, const char *folder, CrossValidation how);

#endif
