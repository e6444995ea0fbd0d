/* Listed files as a data set: every one decoded once, the bad ones left out. (chapter 17) */
#ifndef DATA_PHOTOS_H
#define DATA_PHOTOS_H

#include "data/cache.h"
#include "data/dataset.h"
#include "data/items.h"

/* A file that could not be used, and why, in words that follow "path: ". */
typedef struct Rejected {
    const char *path, *reason;
} Rejected;

typedef struct FolderReport {
    int64_t n_files;    /* files with the ending of a picture */
    int64_t n_rejected; /* of them unusable                   */
    Rejected *rejected; /* in the order of the listing        */
} FolderReport;

typedef struct FolderOptions {
    int keep_side; /* above 0: pictures are kept in memory, shrunk until the shorter side has keep_side pixels
                      (never enlarged), so that an epoch decodes nothing; with 0 they are decoded each time,
                      which takes most of the time of a loader                                             */
    Cache *cache;  /* pictures come from it and go into it, so that a photo is decoded once for all runs;
                      NULL: none                                                                           */
    int cache_side; /* their shorter side there, at most: 0 means 256; with keep_side it is that           */
} FolderOptions;

/* The usable ones of these files, in their order, with their labels (0 .. n_classes - 1); items and classes
 * are kept. Every file is decoded once, in threads; a photo never stops a training. report may be NULL. cost:
 * about 15 ms per megapixel and core */
Dataset *photos_open(const Items *items, const int *labels, int n_classes, const char **classes,
                     FolderOptions options, FolderReport **report);

/* Forgets the error that loading `path` left, and returns its reason, the words that follow "path: "; free it
 * with mem_free. NULL, with the error still kept, when the file is not to blame. */
char *photos_take_reason(const char *path);

#endif
