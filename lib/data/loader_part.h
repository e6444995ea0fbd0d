/* Making the samples of a batch: what every thread of a loader does. Inside data only. */
#ifndef DATA_LOADER_PART_H
#define DATA_LOADER_PART_H

#include <stdatomic.h>

#include "base/error.h"
#include "data/loader.h"

/* How samples are made; the same for all threads, and nothing in it changes. */
typedef struct Recipe {
    const Dataset *set;
    LoaderOptions options;
    int item_height, item_width; /* of every sample, as item transforms leave it */
    int height, width, channels; /* and as it joins the batch                    */
    float *levels;               /* (channels, 256): what a byte becomes in x    */
    float mean[3], std[3];       /* of the options, which point here             */
    bool on_device;              /* threads make items and plans, the device the rest of it */
} Recipe;

/* A place for one batch. */
typedef struct Slot {
    int64_t epoch, n;
    int64_t *index; /* (n) which samples          */
    float *x, *y;   /* (n, h, w, c) and (n); x are items in 0..1 if the device does the rest */
    float *plan;    /* (n, PICTURE_PLAN), or NULL */
    int done;       /* threads that did their part */
    int64_t failed; /* the first place where a sample failed, n: none */
    Error error;    /* and why                    */
} Slot;

/* Finds the samples' size and the levels. False with an error; recipe->levels is to be freed with mem_free
 * either way. */
bool recipe_learn(Recipe *recipe);
/* From now on samples are normalised like this; mean NULL: 0..1 as they are. */
bool recipe_normalize(const char *who, Recipe *recipe, const float *mean, const float *std);
/* Floats of one sample in a slot. */
size_t recipe_size(const Recipe *recipe);
/* A batch on the device from items and plans that are there. */
bool recipe_finish(const Recipe *recipe, const Tensor *items, const Tensor *plans, Tensor *x);
/* loader_decode. */
Image *recipe_decode(const Recipe *recipe, const Batch *batch, int64_t place);

/* Makes samples part, part + n_parts, ... of a batch, unless `abandon` becomes true. Returns the place of the
 * first that failed, with its error moved to *error, or slot->n. Touches nothing of the slot but its x and y.
 */
int64_t slot_fill(const Recipe *recipe, const Slot *slot, int part, int n_parts, const atomic_bool *abandon,
                  Error *error);

#endif
