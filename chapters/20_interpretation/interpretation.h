/* What the files of chapter 20 share. */
#ifndef CHAPTER_20_INTERPRETATION_H
#define CHAPTER_20_INTERPRETATION_H

#include "lib.h"

/* --- judge.c: a net, and photos that it has not been trained on ------------------------------------------
 */

typedef struct Judge {
    const Classifier *model;
    const Dataset *held_back;
    Interpretation *answers; /* about held_back */
} Judge;

/* Loads `model`, or where that is NULL trains a small net on 60 of 100 photos; the others are held back. NULL
 * on an error. */
Judge *judge_new(const char *photos, const char *model, uint64_t seed, bool quick);
/* Trains such a small net for so many epochs and asks it about other photos. */
Classifier *judge_train(const Dataset *train, const Dataset *valid, int epochs, uint64_t seed);

/* --- answers.c: what it said, and how sure it was ---------------------------------------------------------
 */

/* Where folder is NULL, nothing is drawn; here and below. */
void show_matrix(const Judge *judge, const char *folder);
void show_losses(const Judge *judge, const char *folder);
void show_confidence(const Judge *judge, const char *folder);

/* --- inside.c: what it saw --------------------------------------------------------------------------------
 */

void show_layers(const Judge *judge, const char *folder);
void show_reasons(const Judge *judge, const char *folder);
void show_plane(const Judge *judge, const char *folder);

/* --- planted.c: one label of ten is wrong -----------------------------------------------------------------
 */

void show_planted(const char *photos, uint64_t seed, bool quick, const char *folder);

/* Say that a picture was written there, and free it; nothing for NULL. */
void save_sheet(Image *sheet, const char *folder, const char *name, const char *what);

#endif
