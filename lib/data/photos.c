/* Looking at every photo once, in threads, and keeping small copies. */
#include "data/photos.h"

#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/parallel.h"
#include "base/scope.h"
#include "vision/resize.h"

enum { DEFAULT_CACHE_SIDE = 256 };

typedef struct Photo {
    const char *path;
    int label;
    char *reason;    /* why it is unusable; mem_alloc, NULL for good ones */
    uint8_t *pixels; /* if kept: (height, width, 3); mem_alloc            */
    int width, height;
    CacheKey key; /* if there is a cache */
} Photo;

typedef struct Photos {
    FolderOptions options;
    int64_t n; /* when the set is ready, of the good ones */
    Photo all[];
} Photos;

static void photos_free(void *memory)
{
    Photos *photos = memory;
    for (int64_t i = 0; i < photos->n; i++) {
        mem_free(photos->all[i].reason);
        mem_free(photos->all[i].pixels);
    }
    mem_free(photos);
}

static const Photo *photo_of(const Dataset *set, int64_t i)
{
    return &((const Photos *)set->state)->all[i];
}

static Image *photos_image(const Dataset *set, int64_t i)
{
    const FolderOptions *options = &((const Photos *)set->state)->options;
    const Photo *photo = photo_of(set, i);
    if (photo->pixels)
        return image_wrap(photo->width, photo->height, 3, photo->pixels, NULL);
    CacheKey key = photo->key;
    return options->cache ? cache_image(options->cache, &key, photo->path, options->cache_side)
                          : image_load(photo->path);
}

static int photos_label(const Dataset *set, int64_t i)
{
    return photo_of(set, i)->label;
}

static const char *photos_path(const Dataset *set, int64_t i)
{
    return photo_of(set, i)->path;
}

/* Shrinks a picture to what is kept of it. */
static bool keep_photo(Photo *photo, const Image *image, int side)
{
    Image *small = image_shrink(image, side);
    if (small)
        photo->pixels = mem_alloc(image_bytes(small));
    if (photo->pixels) {
        memcpy(photo->pixels, small->pixels, image_bytes(small));
        photo->width = small->width;
        photo->height = small->height;
    }
    image_free(small);
    return photo->pixels != NULL;
}

char *photos_take_reason(const char *path)
{
    Error error;
    if ((error_code() != ERR_FILE && error_code() != ERR_FORMAT) || !error_take(&error))
        return NULL;
    /* The message is "function: path: reason". */
    const char *place = strstr(error.text, path);
    return mem_text(place ? place + strlen(path) + 2 : error.text);
}

/* False when no photo can be looked at; a bad one is no failure. */
static bool check_photo(void *context, int64_t i)
{
    Photos *photos = context;
    const FolderOptions *options = &photos->options;
    Photo *photo = &photos->all[i];
    Image *image = options->cache ? cache_image(options->cache, &photo->key, photo->path, options->cache_side)
                                  : image_load(photo->path);
    bool good = image && (options->keep_side <= 0 || keep_photo(photo, image, options->keep_side));
    image_free(image);
    if (!good)
        photo->reason = photos_take_reason(photo->path);
    return good || photo->reason;
}

/* Moves the bad photos from the folder to the report. */
static FolderReport *sort_out(Photos *photos)
{
    FolderReport *report = scope_alloc(sizeof *report);
    if (!report)
        return NULL;
    report->n_files = photos->n;
    for (int64_t i = 0; i < photos->n; i++)
        report->n_rejected += photos->all[i].reason != NULL;
    report->rejected = scope_alloc((size_t)report->n_rejected * sizeof *report->rejected);
    if (!report->rejected)
        return NULL;
    Rejected *rejected = report->rejected;
    for (int64_t i = 0; i < photos->n; i++)
        if (photos->all[i].reason) {
            *rejected = (Rejected){photos->all[i].path, scope_text("%s", photos->all[i].reason)};
            if (!rejected++->reason)
                return NULL;
        }
    int64_t n = 0;
    for (int64_t i = 0; i < photos->n; i++) {
        if (photos->all[i].reason)
            mem_free(photos->all[i].reason);
        else
            photos->all[n++] = photos->all[i];
    }
    photos->n = n;
    return report;
}

Dataset *photos_open(const Items *items, const int *labels, int n_classes, const char **classes,
                     FolderOptions options, FolderReport **report)
{
    if (report)
        *report = NULL;
    if (!items || !labels || !classes || !error_ok())
        return NULL;
    Photos *photos = mem_alloc(sizeof *photos + (size_t)items->n * sizeof *photos->all);
    if (!photos || !scope_defer(photos_free, photos))
        return NULL;
    photos->n = items->n;
    photos->options = options;
    if (options.keep_side > 0 || options.cache_side == 0)
        photos->options.cache_side = options.keep_side > 0 ? options.keep_side : DEFAULT_CACHE_SIDE;
    for (int64_t i = 0; i < items->n; i++)
        photos->all[i] = (Photo){.path = items->paths[i], .label = labels[i]};
    FolderReport *found = parallel_for(photos->n, check_photo, photos) ? sort_out(photos) : NULL;
    Dataset *set = found ? scope_alloc(sizeof *set) : NULL;
    if (!set)
        return NULL;
    if (report)
        *report = found;
    *set = (Dataset){.n = photos->n,
                     .name = items->source,
                     .n_classes = n_classes,
                     .classes = classes,
                     .image = photos_image,
                     .label = photos_label,
                     .path = photos_path,
                     .state = photos};
    return set;
}
