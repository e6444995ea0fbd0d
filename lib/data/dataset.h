/* Data sets: numbered samples, wherever they come from. (chapter 17) */
#ifndef DATA_DATASET_H
#define DATA_DATASET_H

#include "base/random.h"
#include "tensor/tensor.h"
#include "vision/image.h"

/* Belongs to the scope that was current when it was made, as all that is made from it must. Nothing in it
 * changes later, so that any number of threads may ask for samples. */
typedef struct Dataset Dataset;
struct Dataset {
    int64_t n;
    const char *name;
    int n_classes;
    const char **classes; /* sorted names, the vocabulary; NULL where labels have no names */
    /* Sample i as a picture, to be freed with image_free; its pixels may be the set's own and must not be
     * written to. NULL with an error that names the file. */
    Image *(*image)(const Dataset *set, int64_t i);
    int (*label)(const Dataset *set, int64_t i);        /* 0 .. n_classes - 1                        */
    const char *(*path)(const Dataset *set, int64_t i); /* the file it came from; NULL: no files     */
    const void *state;
    /* Instead of `image`, for what is no picture: sample i as row_size numbers that join the batch as they
     * are, (1, 1, row_size); the set's own. NULL for pictures. (chapter 19) */
    const float *(*row)(const Dataset *set, int64_t i);
    int64_t row_size;
};

/* Some of a set's samples, in this order. `indices` is copied. ERR_VALUE for one outside the set. */
Dataset *dataset_subset(const Dataset *set, const int64_t *indices, int64_t n);
/* The same samples with other labels, one for each, which are copied: for planting wrong ones. ERR_VALUE for
 * one that is no class of the set. (chapter 20) */
Dataset *dataset_relabel(const Dataset *set, const int *labels);
/* The first samples, at most n. */
Dataset *dataset_take(const Dataset *set, int64_t n);

/* The samples of a and, after them, those of b; the classes of b are numbered on after a's. Pictures may
 * differ in size. ERR_VALUE when a class has no name. (chapter 16) */
Dataset *dataset_join(const Dataset *a, const Dataset *b);
/* The set's samples as other numbers, with their labels: row i of x (n, k), which is copied. What a net makes
 * of each picture, kept for a second net. ERR_SHAPE for another number of rows. (chapter 19) */
Dataset *dataset_of_rows(const Dataset *set, Tensor *x);

/* The parts that split_random makes (splitters.h): fast.ai's RandomSplitter, number for number. Both NULL on
 * an error. (chapter 17) */
typedef struct Split {
    Dataset *train, *valid;
} Split;
Split dataset_split(const Dataset *set, double valid_share, uint64_t seed);

/* How many samples of each class; counts has room for n_classes. */
void dataset_class_counts(const Dataset *set, int64_t *counts);

/* The whole set in two tensors: x (n, h, w, c) in 0..1, y (n). For sets that fit in memory. ERR_SHAPE when
 * images differ in size, naming the first that does. (chapter 03) */
bool dataset_tensors(const Dataset *set, Tensor **x, Tensor **y);
/* The images of one class: (n, h, w, c) in 0..1. ERR_VALUE when there is none. (chapter 03) */
Tensor *dataset_class_images(const Dataset *set, int label);

#endif
