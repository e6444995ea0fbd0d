/* The card that goes with a model. */
#ifndef CHAPTER_19_CARD_H
#define CHAPTER_19_CARD_H

#include "crossvalidate.h"

/* Writes what is known about nets made by this recipe: data, counts, errors by class, what is taken for what.
 * All its numbers come from the cross-validation. */
bool card_write(const char *path, const Recipe *recipe, const char *folder, const Dataset *photos,
                const CrossValidation *how, const Confusion *found);

#endif
