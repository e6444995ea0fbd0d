/* The data block: four questions, whose answers turn files into batches. (chapter 17)
 *
 *     DataBlock bears = {.blocks    = {IMAGE_BLOCK, CATEGORY_BLOCK},     what kinds of data are these?
 *                        .get_items = get_image_files,                   where are the items?
 *                        .get_y     = parent_label,                      what is each of them?
 *                        .splitter  = random_splitter(0.2, 42),          which are for validation?
 *                        .item_tfms = {transform_resize(128, RESIZE_CROP)}};
 *     DataLoaders dls = data_block_loaders(&bears, "datasets/bears", (BatchOptions){.batch = 64});
 *
 * A block is a plain value: it opens no file until it is given a source, and a copy with one answer changed
 * is another block. Blocks are made inside functions: answers are no constants that C takes outside of one.
 */
#ifndef DATA_DATA_BLOCK_H
#define DATA_DATA_BLOCK_H

#include <stdio.h>

#include "data/labellers.h"
#include "data/loader.h"
#include "data/photos.h"
#include "data/splitters.h"
#include "data/vocab.h"

typedef enum { IMAGE_BLOCK, IMAGE_BW_BLOCK } XBlock; /* x: a colour picture, or a grey one */
typedef enum { CATEGORY_BLOCK } YBlock;              /* y: one of several classes          */

enum { ITEM_TFMS = 4 };

/* Zero means the default everywhere: {0} is the block above, without a resize. */
typedef struct DataBlock {
    struct {
        XBlock x;
        YBlock y;
    } blocks;
    GetItems get_items;                 /* get_image_files                                           */
    GetY get_y;                         /* parent_label                                              */
    Splitter splitter;                  /* random_splitter(0.2, 42)                                  */
    ItemTransform item_tfms[ITEM_TFMS]; /* for each picture by itself, one after another; up to four */
    BatchTransform batch_tfms;          /* for a batch, each picture with its own draw: aug_transforms */
    const float *mean, *std;            /* per channel, as in LoaderOptions                          */
    Vocab vocab;                        /* the classes; default: all labels there are, sorted        */
    FolderOptions photos;               /* small copies in memory, a cache on disk: photos.h         */
} DataBlock;

/* What the questions come to for one source. `all` holds the usable items in the order of get_items; train
 * and valid are parts of it, one of which may be empty. */
typedef struct Datasets {
    Dataset *all, *train, *valid;
    FolderReport *report; /* which files were left out, and why */
} Datasets;

typedef struct BatchOptions {
    int batch;     /* 0 means 64                                                   */
    int workers;   /* threads besides the caller's: 0 none, -1 one per core        */
    uint64_t seed; /* of shuffling and of random transforms                        */
} BatchOptions;

typedef struct DataLoaders {
    Loader *train, *valid;
    Vocab vocab;
    Datasets sets;
} DataLoaders;

/* Everything in the current scope, and everything NULL on an error, whose message names the question.
 * ERR_VALUE for no usable item, a label that is not in the block's vocab, a class without a sample to train
 * on. */
Datasets data_block_datasets(const DataBlock *block, const char *source);
/* Two loaders: of train in a fresh order each epoch, with random transforms and only whole batches (one
 * smaller batch where there is none), and of valid in its order, with nothing random. */
DataLoaders data_block_loaders(const DataBlock *block, const char *source, BatchOptions options);
/* The same for sets that are open already. */
DataLoaders data_block_load(const DataBlock *block, Datasets sets, BatchOptions options);

/* Goes through all steps of data_block_loaders, tells each on `out`, and follows the first training sample
 * from its path to its place in a batch of up to four. The step that fails is named, with its error and hint,
 * which stay set. True when all went well. */
bool data_block_summary(FILE *out, const DataBlock *block, const char *source);

#endif
