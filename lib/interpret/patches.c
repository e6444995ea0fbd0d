/* Finding and showing the strongest answers of a layer's channels. */
#include "interpret/patches.h"

#include <math.h>

#include "base/error.h"
#include "base/scope.h"
#include "interpret/receptive_field.h"
#include "train/learner.h"
#include "vision/montage.h"

/* What the hook and the visitor share. */
typedef struct Search {
    const Module *layer; /* NULL: the last whose output is a picture */
    Tensor *output;      /* of the current batch                     */
    Patches *patches;
} Search;

static void see_layer(Module *module, Tensor *output, void *context)
{
    Search *search = context;
    bool wanted = search->layer ? module == search->layer
                                : output->n_dims == 4 && output->shape[1] * output->shape[2] > 1;
    if (!wanted)
        return;
    tensor_release(search->output);
    search->output = tensor_detach(output);
}

/* Keeps `best` sorted; the earlier of equal answers stays first. */
static void insert(Patch *best, int each, Patch patch)
{
    int at = each;
    while (at > 0 && (best[at - 1].sample < 0 || patch.value > best[at - 1].value))
        at--;
    for (int i = each - 1; i > at; i--)
        best[i] = best[i - 1];
    if (at < each)
        best[at] = patch;
}

/* The strongest place of each channel in one picture's (h, w, channels). */
static void look_at(Patches *patches, const float *values, int64_t h, int64_t w, int64_t sample)
{
    for (int c = 0; c < patches->channels; c++) {
        Patch patch = {.sample = sample, .value = -INFINITY};
        for (int64_t i = 0; i < h * w; i++)
            if (values[i * patches->channels + c] > patch.value) {
                patch.value = values[i * patches->channels + c];
                patch.y = (int)(i / w);
                patch.x = (int)(i % w);
            }
        insert(patches->best + (int64_t)c * patches->each, patches->each, patch);
    }
}

/* The first batch tells how many channels there are, and makes room in the scope of the patches. */
static bool make_room(Patches *patches, const Tensor *output, const Batch *batch, Scope scope)
{
    patches->channels = (int)output->shape[3];
    patches->height = (int)batch->x->shape[1];
    patches->width = (int)batch->x->shape[2];
    int64_t n = (int64_t)patches->channels * patches->each;
    patches->best = scope_alloc_in(scope, (size_t)n * sizeof *patches->best);
    for (int64_t i = 0; patches->best && i < n; i++)
        patches->best[i].sample = -1;
    return patches->best != NULL;
}

typedef struct Visit {
    Search search;
    Scope scope;
} Visit;

static bool see_batch(void *context, const Batch *batch, Tensor *logits, Tensor *losses)
{
    Visit *visit = context;
    Patches *patches = visit->search.patches;
    Tensor *output = visit->search.output;
    visit->search.output = NULL; /* dies with this batch */
    (void)logits, (void)losses;
    if (!output || output->n_dims != 4) {
        error_set(ERR_VALUE, "patches_find: layer %s has no pictures",
                  patches->layer ? patches->layer : "(any)");
        return false;
    }
    if (!patches->best && !make_room(patches, output, batch, visit->scope))
        return false;
    int64_t h = output->shape[1], w = output->shape[2], size = h * w * patches->channels;
    float *values = scope_alloc((size_t)(batch->n * size) * sizeof *values);
    if (!values || !tensor_read(output, values))
        return false;
    for (int64_t i = 0; i < batch->n; i++)
        look_at(patches, values + i * size, h, w, batch->index[i]);
    return true;
}

Patches *patches_find(Module *net, const char *layer, const Loader *loader, int each)
{
    enum { BATCH = 32 };
    if (!net || !loader || !error_ok())
        return NULL;
    if (each < 1)
        return error_set(ERR_VALUE, "patches_find: %d for each channel", each);
    Patches *patches = scope_alloc(sizeof *patches);
    Visit visit = {.search = {.layer = layer ? nn_find(net, layer) : NULL, .patches = patches},
                   .scope = scope_current()};
    if (!patches || (layer && !visit.search.layer))
        return NULL;
    *patches = (Patches){.layer = layer, .each = each};
    Scope scope = scope_begin();
    nn_hook(see_layer, &visit.search);
    bool done =
        learner_visit(net, loader_plain(loader, loader_dataset(loader), BATCH), NULL, see_batch, &visit);
    nn_hook(NULL, NULL);
    scope_end(scope);
    return done ? patches : NULL;
}

/* --- showing them ------------------------------------------------------------------------------------- */

/* The part of a picture at which a place looks, freed with the scope. */
static Image *part_of(const Loader *loader, const Patch *patch, const ReceptiveField *field, int side)
{
    Batch batch;
    const Dataset *one = dataset_subset(loader_dataset(loader), &patch->sample, 1);
    Loader *alone = loader_plain(loader, one, 1);
    Image *whole = alone && loader_next(alone, &batch) ? image_scoped(loader_decode(alone, &batch, 0)) : NULL;
    return image_scoped(image_resize_crop(whole, receptive_box(field, patch->y, patch->x), side, side));
}

static bool cut_parts(const Loader *loader, const Patches *patches, const ReceptiveField *field,
                      const int *channels, int n, int side, const Image **parts, const char **captions)
{
    for (int i = 0; i < n * patches->each; i++) {
        int channel = channels[i / patches->each], place = i % patches->each;
        if (channel < 0 || channel >= patches->channels) {
            error_set(ERR_VALUE, "patches_montage: channel %d of %d", channel, patches->channels);
            return false;
        }
        const Patch *patch = &patches->best[(int64_t)channel * patches->each + place];
        captions[i] = place == 0 ? scope_text("channel\n%d", channel) : "";
        if (patch->sample >= 0 && !(parts[i] = part_of(loader, patch, field, side)))
            return false;
    }
    return error_ok();
}

Image *patches_montage(Module *net, const Loader *loader, const Patches *patches, const int *channels, int n,
                       int side)
{
    enum { SIDE = 72 };
    if (!net || !loader || !patches || !channels || n < 1)
        return NULL;
    side = side > 0 ? side : SIDE;
    Scope scope = scope_begin();
    size_t count = (size_t)n * (size_t)patches->each;
    const ReceptiveField *field = receptive_field(net, patches->layer, patches->height, patches->width, 0);
    const Image **parts = scope_alloc(count * sizeof *parts);
    const char **captions = scope_alloc(count * sizeof *captions);
    Image *sheet = NULL;
    if (field && parts && captions && cut_parts(loader, patches, field, channels, n, side, parts, captions))
        sheet = montage((int)count, parts, (Montage){.columns = patches->each, .captions = captions});
    scope_end(scope);
    return sheet;
}
