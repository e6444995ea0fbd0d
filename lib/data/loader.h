/* The loader: samples become batches, in threads, in an order and with random choices that do not depend on
 * the threads. (chapters 09, 17) */
#ifndef DATA_LOADER_H
#define DATA_LOADER_H

#include "data/dataset.h"
#include "kernels/picture.h"
#include "vision/grid_sample.h"

/* The loader's own, until the next loader_next: a loop over a million batches holds one at a time. */
typedef struct Batch {
    Tensor *x; /* (n, h, w, c)                 */
    Tensor *y; /* (n) labels as whole numbers  */
    int64_t n;
    const int64_t *index; /* (n) which samples of the data set */
} Batch;

/* An item transform: a picture in, a new picture out (or NULL with an error), the old one stays the caller's.
 * stream is NULL for validation. Called from many threads. */
typedef struct ItemTransform {
    Image *(*apply)(const Image *image, const void *how, Stream *stream);
    const void *how;  /* lives as long as the loader; transforms.h makes them in the current scope */
    const char *name; /* for data_block_summary; NULL: none */
} ItemTransform;

/* A batch transform: a picture of floats in 0..1 in, one of `size` times `size` pixels out (0: of the size
 * that came in), before it is normalised; and what happens to it afterwards. Every picture has its own random
 * stream, the one its item transform has used before, NULL for validation. Called from many threads; false
 * with an error. Either function may be NULL.
 *
 * Where the device can do it (Kernels.augment), `plan` tells it what `apply` and `after` would do, with the
 * same draws, and the batch is finished there; pictures in `in` and `out` have sizes only. */
typedef struct BatchTransform {
    bool (*apply)(const FloatImage *in, FloatImage *out, const void *how, Stream *stream);
    bool (*after)(FloatImage *image, const void *how, Stream *stream);
    PicturePlan (*plan)(const FloatImage *in, const FloatImage *out, const void *how, Stream *stream);
    const void *how;
    int size;
    PadMode pad;      /* what `plan` takes for granted around a picture */
    const char *name; /* for data_block_summary; NULL: none */
} BatchTransform;

typedef struct LoaderOptions {
    int batch;          /* 0 means 64                                                                 */
    bool shuffle;       /* a fresh permutation every epoch                                            */
    bool drop_last;     /* leave out a last, smaller batch                                            */
    bool train;         /* item transforms get a random stream; else NULL (the validation's way)      */
    ItemTransform item; /* .apply NULL: pictures as they are                                          */
    BatchTransform batch_tfms; /* .apply NULL: none                                                        */
    const float *mean, *std; /* per channel, after /255: x = (x - mean) / std; NULL: 0..1 as it is; copied */
    int workers;             /* threads besides the caller's: 0 means all in the caller, -1 one per core   */
    uint64_t seed;           /* of shuffling and of the transforms                                         */
} LoaderOptions;

typedef struct Loader Loader;

/* Belongs to the current scope; stops its threads when that ends, and until then they read `set`. Makes one
 * sample to learn its size, which all must have. ERR_VALUE for an empty set, or drop_last and fewer samples
 * than a batch. Memory: four batches with threads, one without. */
Loader *loader_new(const Dataset *set, LoaderOptions options);
/* A loader of `set` with the options of another, but each sample once, in the set's order and without
 * anything random, whatever that one does. `batch` 0: as many at a time. Scope and errors as above. */
Loader *loader_plain(const Loader *loader, const Dataset *set, int batch);
/* The next batch; false after the last one of an epoch (the call after that starts the next epoch), at once
 * while an error is kept, and on an error, which names the file (ERR_SHAPE when a sample's size differs); the
 * call after that goes on with the batch behind the bad one. Threads work up to four batches ahead. After the
 * first epoch no malloc, except by decoding: folder_open with keep_side decodes nothing. */
bool loader_next(Loader *loader, Batch *batch);
/* Forget where it stands: the next loader_next starts epoch `epoch` (0, 1, ...) from its first batch. Cost:
 * none where it stands at that place anyway. */
void loader_restart(Loader *loader, int64_t epoch);
/* The same from batch `batch` of that epoch on: a training goes on where it stood. */
void loader_restart_at(Loader *loader, int64_t epoch, int64_t batch);
int64_t loader_batches(const Loader *loader); /* per epoch */
const Dataset *loader_dataset(const Loader *loader);
const LoaderOptions *loader_options(const Loader *loader); /* as they are in use */
Shape loader_shape(const Loader *loader);                  /* of a whole batch's x */
/* Mean and std for a loader that was made without, before its first batch: nets that were trained before want
 * their own. ERR_STATE afterwards. (chapter 19) */
bool loader_normalize(Loader *loader, const float *mean, const float *std);
/* Picture `place` of a batch as one can look at it: back from mean and std to bytes, what lies outside 0..255
 * cut off. To be freed with image_free; NULL for rows that are no pictures. */
Image *loader_decode(const Loader *loader, const Batch *batch, int64_t place);

#endif
