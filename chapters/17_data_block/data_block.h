/* What the files of chapter 17 share. */
#ifndef CHAPTER_17_DATA_BLOCK_H
#define CHAPTER_17_DATA_BLOCK_H

#include "lib.h"

/* Three ways to hold back a fifth, and what each is for: the seed, rare classes, pictures that are nearly the
 * same. (split.c) */
void show_seeds(const Dataset *photos);
void show_rare_class(void);
void show_leak(const Dataset *photos);
void show_duplicates(const Dataset *photos, bool drawn);

#endif
