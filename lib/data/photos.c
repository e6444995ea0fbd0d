/* Looking at every photo once, in threads, and keeping small copies. */
#include "data/photos.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/pool.h"
#include "base/scope.h"
#include "base/threads.h"
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

/* A check of all photos, shared by threads. */
typedef struct Check {
    Photos *photos;
    atomic_llong next;
    atomic_bool failed; /* stop: the error is no photo's fault */
    Error error;
} Check;

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

/* False when no photo can be looked at; a bad one is no failure. */
static bool check_photo(Photo *photo, const FolderOptions *options)
{
    int keep_side = options->keep_side;
    Image *image = options->cache ? cache_image(options->cache, &photo->key, photo->path, options->cache_side)
                                  : image_load(photo->path);
    bool good = image && (keep_side <= 0 || keep_photo(photo, image, keep_side));
    image_free(image);
    if (error_code() == ERR_MEMORY || error_code() == ERR_STATE)
        return false;
    if (good)
        return true;
    /* The message is "function: path: reason". */
    Error error;
    error_take(&error);
    const char *place = strstr(error.text, photo->path);
    photo->reason = mem_text(place ? place + strlen(photo->path) + 2 : error.text);
    return photo->reason != NULL;
}

static void check_photos(Check *check)
{
    int64_t i;
    while ((i = atomic_fetch_add(&check->next, 1)) < check->photos->n && !atomic_load(&check->failed))
        if (!check_photo(&check->photos->all[i], &check->photos->options)) {
            Error error;
            error_take(&error);
            if (!atomic_exchange(&check->failed, true))
                check->error = error;
        }
}

static void *check_in_thread(void *check)
{
    check_photos(check);
    error_clear();
    scope_end_all();
    pool_trim();
    return NULL;
}

/* Checks in this thread and some more; where no more can be started this one does it all. */
static bool check_all(Photos *photos)
{
    enum { MOST_THREADS = 64 };
    Check check = {.photos = photos};
    pthread_t threads[MOST_THREADS];
    int n_threads = 0;
    int wanted = threads_count() < MOST_THREADS ? threads_count() : MOST_THREADS;
    while (n_threads + 1 < wanted && pthread_create(&threads[n_threads], NULL, check_in_thread, &check) == 0)
        n_threads++;
    check_photos(&check);
    while (n_threads > 0)
        pthread_join(threads[--n_threads], NULL);
    if (atomic_load(&check.failed))
        error_put(&check.error);
    return !atomic_load(&check.failed);
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
    FolderReport *found = check_all(photos) ? sort_out(photos) : NULL;
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
