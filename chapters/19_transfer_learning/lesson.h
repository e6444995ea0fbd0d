/* What `make ch19` shows: a net cut in two, its groups, its rates, and what a trained body is worth. */
#ifndef CHAPTER_19_LESSON_H
#define CHAPTER_19_LESSON_H

#include "recipe.h"

/* The exact part: counts and rates; takes less than a second. Plot in folder `out`, unless no_plot. */
void lesson_numbers(const CommonFlags *flags);

/* The measured part: three ways to train at equal epochs, fewer photos, wrong rates. Nothing, with a word
 * why, where no trained body is. */
void lesson_photos(const Wishes *wishes, const CommonFlags *flags, const char *photos);

#endif
