/* Which items are held back to validate on: the fourth question of a data block. (chapter 17) */
#ifndef DATA_SPLITTERS_H
#define DATA_SPLITTERS_H

#include "data/dataset.h"
#include "data/labellers.h"

/* Numbers of items, in the order in which they are used; an item may be on neither side, never on both. In
 * the current scope; both NULL on an error. */
typedef struct Sides {
    int64_t n_train, n_valid;
    int64_t *train, *valid;
} Sides;

/* A way to split, given the usable pictures with their classes, and the same ones as items, in the same
 * order. One of your own: {.split = my_function}. */
typedef struct Splitter {
    Sides (*split)(const Dataset *set, const Items *items, const void *how);
    const void *how;
    const char *name; /* for data_block_summary */
} Splitter;

/* fast.ai's RandomSplitter, number for number: of a permutation by the generator seeded with `seed`, the
 * first floor(valid_pct * n) are for validation, the rest for training, both in the order of the permutation.
 */
Splitter random_splitter(double valid_pct, uint64_t seed);
/* The same share of every class, give or take one item, and never the last one of a class: for rare classes.
 */
Splitter stratified_splitter(double valid_pct, uint64_t seed);
/* Items of one group stay on one side; `group` says which group an item is in, as a labeller does. For photos
 * of the same animal, frames of one video, patients: whatever a net could recognise again. */
Splitter group_splitter(double valid_pct, uint64_t seed, GetY group);
/* Copies of a photo stay on one side, and near copies, as duplicates.h tells them. Decodes all pictures once
 * more. */
Splitter duplicates_splitter(double valid_pct, uint64_t seed);
/* fast.ai's GrandparentSplitter, for train/black/1.jpg and valid/black/2.jpg. What lies elsewhere is left
 * out. */
Splitter grandparent_splitter(const char *train_name, const char *valid_name);
/* fast.ai's FileSplitter: those named in a text file, one a line, validate: "0001.jpg", or "black/0001.jpg"
 * where several folders have one of that name. ERR_VALUE for a name that is not there, or not clear. */
Splitter file_splitter(const char *file);
/* fast.ai's ColSplitter: those with 1 or true in this column of their table validate, the others have 0 or
 * false or nothing there. */
Splitter col_splitter(const char *column);

/* What the first four do, for n items of any kind. ERR_VALUE for a share outside 0 to 1. */
Sides split_random(int64_t n, double valid_pct, uint64_t seed);
Sides split_stratified(int64_t n, const int *labels, double valid_pct, uint64_t seed);
/* groups[i] is any number that item i has in common with its group. Groups in random order go to validation
 * as long as they fit into floor(valid_pct * n) items; ERR_VALUE when not one does. */
Sides split_grouped(int64_t n, const int64_t *groups, double valid_pct, uint64_t seed);

/* k parts of about equal size for cross-validation: each in turn validates what the others have trained.
 * fold[i] becomes 0 .. k - 1; items of one group, as above, are in one fold. Groups go one after another, the
 * largest first and equal ones in random order, to the fold that has fewest. ERR_VALUE for k outside 2 .. n.
 */
bool split_folds(int64_t n, const int64_t *groups, int k, uint64_t seed, int *fold);
/* The same with each class, 0 upward, dealt out evenly in random order. ERR_VALUE as well for a class with
 * fewer items than folds, which could be missing from what a net is trained on. */
bool split_folds_stratified(int64_t n, const int *labels, int k, uint64_t seed, int *fold);

#endif
