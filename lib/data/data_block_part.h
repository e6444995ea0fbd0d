/* What opening a data block and its summary share. Inside data only. */
#ifndef DATA_DATA_BLOCK_PART_H
#define DATA_DATA_BLOCK_PART_H

#include "data/data_block.h"

/* A line of the summary: the name of the step, or "" for more about it. Nothing when out is NULL. */
void summary_say(FILE *out, const char *step, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* data_block_datasets, which tells its steps on `out` unless that is NULL. */
Datasets datasets_open(const DataBlock *block, const char *source, FILE *out);
/* The block's transforms, in order, the one to grey first where there is one; returns how many, at most
 * BLOCK_TFMS. */
enum { BLOCK_TFMS = ITEM_TFMS + 1 };
int block_transforms(const DataBlock *block, ItemTransform *transforms);
/* How the loaders of a block make their samples. .item.apply is NULL with an error. */
LoaderOptions block_options(const DataBlock *block, BatchOptions options, bool train, int64_t n);

#endif
