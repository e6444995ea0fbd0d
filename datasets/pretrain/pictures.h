/* What make pretrain learns from: a folder of photos, a folder of sheets of small pictures, or both. */
#ifndef PRETRAIN_PICTURES_H
#define PRETRAIN_PICTURES_H

#include "lib.h"

typedef struct Pictures {
    Dataset *train, *valid;
    int64_t valid_tiles; /* the first so many of valid are tiles */
} Pictures;

/* `photos` holds a folder per class, or train/ and val/ with a folder per class in each; `tiles` holds train/
 * and val/ with a sheet per class in each (data/tiles.h). Either may be NULL. Of photos without val/ a tenth
 * is held back. Photos are kept in memory with a shorter side of `keep_side`. Both NULL on an error. */
Pictures pictures_open(const char *photos, const char *tiles, int tile_side, int keep_side, uint64_t seed);

#endif
