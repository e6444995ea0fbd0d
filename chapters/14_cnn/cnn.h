/* What the files of chapter 14 share. */
#ifndef CHAPTER_14_CNN_H
#define CHAPTER_14_CNN_H

#include "lib.h"

/* --- cnn.c -----------------------------------------------------------------------------------------------
 */

/* A convolution that halves the size, and a ReLU; with `norm`, batch normalisation behind it. */
Module *nn_halving(int in, int out, int size, bool norm);

/* --- activations.c: what the numbers between the layers look like ----------------------------------------
 */

enum { LAYERS = 4, BINS = 40, RECORDS = 120, WATCHED = 64 };

/* What one ReLU gave for the first 64 pictures of a batch. */
typedef struct LayerLook {
    double mean, deviation;
    double near_zero; /* share of all numbers that are at most .05                   */
    double dead;      /* share of units that are 0 for every one of the 64 pictures  */
    int counts[BINS]; /* a histogram of 0 to 10                                      */
} LayerLook;

typedef struct Activations {
    int every, n_steps; /* how many training steps lie between two looks; steps so far */
    int n;              /* looks                                                       */
    LayerLook looks[RECORDS][LAYERS];
    int layer; /* of the next ReLU */
} Activations;

/* LayerLook at every ReLU of the net that this thread trains, from now on, at every n-th step, until
 * activations_end. Forgets what was there. */
void activations_begin(Activations *activations, int every);
void activations_end(void);

/* --- ladder.c: one net after the other ---------------------------------------------------------------------
 */

enum { RECIPES = 6, SEEDS = 5, WATCHED_RECIPES = 4 };

typedef struct Recipe {
    const char *name;
    int batch, epochs, seeds;
    double lr;
    bool one_cycle, batch_norm, augment;
    double published; /* the book's accuracy; 0: none */
    double accuracy[SEEDS];
    Activations *worst; /* of its worst training; NULL: not watched */
} Recipe;

typedef struct Ladder {
    Recipe recipes[RECIPES];
    Tensor *first; /* what the first layer of the last net has learnt, (8, 5, 5, 1) */
} Ladder;

/* Trains all of them, each from several seeds, and prints the accuracies. small: few digits, one seed. */
Ladder *ladder(const Dataset *train, const Dataset *valid, uint64_t seed, bool small);

/* --- fashion.c: two convolutions for ten kinds of clothes -------------------------------------------------
 */

void fashion(uint64_t seed, bool quick);

/* --- pictures.c: to <folder>/14-recipes.png and so on -----------------------------------------------------
 */

void picture_recipes(const Ladder *ladder, const char *folder);
void picture_layers(const Ladder *ladder, const char *folder);
void picture_colours(const Ladder *ladder, const char *folder);
void picture_kernels(const Ladder *ladder, const char *folder);

#endif
