/* A folder of photos: one sub-folder per class. (chapter 17) */
#ifndef DATA_FOLDER_H
#define DATA_FOLDER_H

#include "data/cache.h"
#include "data/dataset.h"

/* A file that could not be used, and why, in words that follow "path: ". */
typedef struct Rejected {
    const char *path, *reason;
} Rejected;

typedef struct FolderReport {
    int64_t n_files;    /* files with the ending of a picture */
    int64_t n_rejected; /* of them unusable                   */
    Rejected *rejected; /* in the order of the listing        */
} FolderReport;

/* Lists folder/class/file. Classes are the names of the sub-folders; classes and files are sorted bytewise.
 * Left out are hidden names, files without the ending of a picture (jpg jpeg png gif bmp webp and other
 * kinds, any case), and sub-folders of classes. Every file is decoded once, in threads; unusable ones are
 * left out and reported: a photo never stops a training.
 *
 *   keep_side  above 0: pictures are kept in memory, shrunk until the shorter side has keep_side pixels
 * (never enlarged), so that an epoch decodes nothing; with 0 they are decoded each time, which takes most of
 * the time of a loader report     may be NULL; also set when too few pictures were good errors     ERR_FILE:
 * no such folder; ERR_VALUE: fewer than two classes, or a class without a usable picture cost       about 15
 * ms per megapixel and core */
Dataset *folder_open(const char *folder, int keep_side, FolderReport **report);

typedef struct FolderOptions {
    int keep_side;  /* as above                                                                            */
    Cache *cache;   /* pictures come from it and go into it, so that a photo is decoded once for all runs;
                       NULL: none                                                                          */
    int cache_side; /* their shorter side there, at most: 0 means 256; with keep_side it is that           */
} FolderOptions;
/* The same with these options. */
Dataset *folder_open_with(const char *folder, FolderOptions options, FolderReport **report);

#endif
