/* How the bear classifier is made: everything that was chosen by trying. */
#ifndef CHAPTER_19_RECIPE_H
#define CHAPTER_19_RECIPE_H

#include "lib.h"

/* Photos wait in memory with their shorter side shrunk to so many pixels: half as much again as the net sees,
 * so that a part of one still fills the net's square. */
enum { KEEP_SIDE = 160 };

/* The program prints it, and this is the place to turn the knobs. */
typedef struct Recipe {
    int size;        /* of the squares that the net sees, in pixels                                   */
    int keep_side;   /* KEEP_SIDE                                                                     */
    int batch;       /* photos per step                                                               */
    int64_t epochs;  /* times through all photos                                                      */
    double lr_max;   /* the top of the one cycle                                                      */
    float min_scale; /* augmentation: the smallest share of a photo that is cut out                   */
    Augment augment; /* what else may happen to it                                                    */
    double dropout;  /* share of the features that are silent in a training step                      */
} Recipe;
/* For so many photos to train on. */
Recipe recipe_new(bool quick, int64_t n_train);

/* An untrained classifier for these classes; weights from random_default(). */
Classifier *recipe_classifier(const Recipe *recipe, int n_classes, const char **classes);

#endif
