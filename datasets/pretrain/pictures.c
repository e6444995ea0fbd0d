/* Opening the pictures for a pretraining. */
#include "pictures.h"

static Split photos_of(const char *folder, int keep_side, uint64_t seed)
{
    const char *train = file_join(folder, "train"), *valid = file_join(folder, "val");
    if (train && valid && file_is_folder(train) && file_is_folder(valid))
        return (Split){folder_open(train, keep_side, NULL), folder_open(valid, keep_side, NULL)};
    return dataset_split(folder_open(folder, keep_side, NULL), 0.1, seed);
}

static Split tiles_of(const char *folder, int side)
{
    return (Split){tiles_open(file_join(folder, "train"), side), tiles_open(file_join(folder, "val"), side)};
}

static bool same_classes(const Split *split, const char *folder)
{
    const Dataset *train = split->train, *valid = split->valid;
    bool same = train && valid && train->n_classes == valid->n_classes;
    for (int c = 0; same && c < train->n_classes; c++)
        same = strcmp(train->classes[c], valid->classes[c]) == 0;
    if (!same && train && valid)
        error_set(ERR_VALUE, "%s: the classes of train and val differ", folder);
    return same;
}

Pictures pictures_open(const char *photos, const char *tiles, int tile_side, int keep_side, uint64_t seed)
{
    const Pictures none = {NULL, NULL, 0};
    Split large = photos ? photos_of(photos, keep_side, seed) : (Split){NULL, NULL};
    Split small = tiles ? tiles_of(tiles, tile_side) : (Split){NULL, NULL};
    if ((photos && !same_classes(&large, photos)) || (tiles && !same_classes(&small, tiles)))
        return none;
    if (!tiles)
        return (Pictures){large.train, large.valid, 0};
    if (!photos)
        return (Pictures){small.train, small.valid, small.valid->n};
    return (Pictures){dataset_join(small.train, large.train), dataset_join(small.valid, large.valid),
                      small.valid->n};
}
