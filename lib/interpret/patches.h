/* What a channel of a layer likes best: the parts of photos to which it answers most. (chapter 20; Zeiler and
 * Fergus 2014) */
#ifndef INTERPRET_PATCHES_H
#define INTERPRET_PATCHES_H

#include "data/loader.h"
#include "nn/module.h"

/* One strong answer. */
typedef struct Patch {
    int64_t sample; /* of the loader's set; -1: none      */
    int y, x;       /* the place in the layer             */
    float value;    /* what the channel gave there        */
} Patch;

typedef struct Patches {
    const char *layer;
    int channels, each;
    int height, width; /* of the pictures that the net saw                          */
    Patch *best;       /* (channels, each), the strongest first, one of each sample */
} Patches;

/* Over all samples of the loader's set, without anything random. `layer` as in capture_run, kept, not copied.
 * In the current scope. cost: a forward pass for each sample, layer by layer */
Patches *patches_find(Module *net, const char *layer, const Loader *loader, int each);

/* A row for each of these n channels, with what its strongest places look at, each part brought to `side`
 * pixels (0: 72) with the channel's number below the first; to be freed with image_free. Decodes n * each
 * pictures, and measures the receptive field. */
Image *patches_montage(Module *net, const Loader *loader, const Patches *patches, const int *channels, int n,
                       int side);

#endif
