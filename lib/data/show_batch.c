/* A batch as a sheet of pictures. */
#include "data/show_batch.h"

#include "base/error.h"
#include "base/scope.h"
#include "vision/montage.h"

enum { SHOWN = 9, MOST = 1000 };

/* The first sample of an epoch, n times. */
static const Dataset *repeated(const Loader *loader, int n)
{
    LoaderOptions options = *loader_options(loader);
    options.batch = 1;
    options.workers = 0;
    Loader *one = loader_new(loader_dataset(loader), options);
    Batch batch;
    int64_t *indices = loader_next(one, &batch) ? scope_alloc((size_t)n * sizeof *indices) : NULL;
    for (int i = 0; indices && i < n; i++)
        indices[i] = batch.index[0];
    return dataset_subset(loader_dataset(loader), indices, n);
}

static const char *caption_of(const Dataset *set, int64_t i)
{
    int label = set->label(set, i);
    return set->classes ? set->classes[label] : scope_text("%d", label);
}

static Image *sheet_of(const Loader *loader, const Dataset *set, const Batch *batch, int columns)
{
    size_t n = (size_t)batch->n;
    const Image **pictures = scope_alloc(n * sizeof *pictures);
    const char **captions = scope_alloc(n * sizeof *captions);
    if (!pictures || !captions)
        return NULL;
    for (int64_t i = 0; i < batch->n; i++) {
        pictures[i] = image_scoped(loader_decode(loader, batch, i));
        captions[i] = caption_of(set, batch->index[i]);
        if (!pictures[i] || !captions[i])
            return NULL;
    }
    return montage((int)batch->n, pictures, (Montage){.columns = columns, .captions = captions});
}

Image *show_batch_image(const Loader *loader, ShowBatch how)
{
    if (!loader || !error_ok())
        return NULL;
    int n = how.max_n == 0 ? SHOWN : how.max_n;
    if (n < 1 || n > MOST)
        return error_set(ERR_VALUE, "show_batch: %d pictures, can be 1 to %d", n, MOST);
    Scope scope = scope_begin();
    const Dataset *set = how.unique ? repeated(loader, n) : loader_dataset(loader);
    LoaderOptions options = *loader_options(loader);
    options.batch = n;
    options.drop_last = false;
    options.workers = 0;
    options.shuffle = options.shuffle && !how.unique;
    Loader *mine = loader_new(set, options);
    Batch batch;
    Image *sheet = loader_next(mine, &batch) ? sheet_of(mine, set, &batch, how.columns) : NULL;
    scope_end(scope);
    return sheet;
}

bool show_batch(const Loader *loader, const char *path, ShowBatch how)
{
    Image *sheet = path ? show_batch_image(loader, how) : NULL;
    bool saved = montage_save(sheet, path);
    image_free(sheet);
    return saved;
}
