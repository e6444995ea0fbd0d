/* Decoded and shrunk pictures on disk: what was made once is read back, in later epochs and in later runs.
 * (chapter 17) */
#ifndef DATA_CACHE_H
#define DATA_CACHE_H

#include "base/sha256.h"
#include "vision/image.h"

/* A folder of files SHA256-SIDE.pixels, named after the contents of the photo, so that a photo that moves is
 * found and one that changes is not. Any number of threads and runs may share one: files appear whole
 * (renamed when they are complete), carry a checksum, and one that does not fit it counts as not there. */
typedef struct Cache Cache;

/* The folder is made if need be. most_bytes: 0 means 4 GiB; before more are stored, those of former runs that
 * were not used for longest are removed (files with such a name only), and then nothing more is stored. In
 * the current scope; NULL with ERR_FILE. */
Cache *cache_open(const char *folder, int64_t most_bytes);

/* Which photo: the checksum of its contents, "" if it is not known yet. */
typedef struct CacheKey {
    char text[SHA256_TEXT_SIZE];
} CacheKey;

/* image_load and image_shrink to `side` (above 0) of a photo, the first time; then what they gave. Fills the
 * key when it is "", by reading the whole file, which takes about 7 ms a megabyte; with a key the photo
 * itself is not touched. NULL with the error of image_load; a cache that cannot be written is no error. cost:
 * reading the file, 0.1 ms for a side of 256 */
Image *cache_image(Cache *cache, CacheKey *key, const char *path, int side);

typedef struct CacheStats {
    int64_t hits, misses; /* pictures read back, and decoded */
    int64_t bytes;        /* stored now                      */
} CacheStats;
CacheStats cache_stats(Cache *cache);

#endif
