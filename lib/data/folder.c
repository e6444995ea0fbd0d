/* Folders of photos: listing, checking every file once, keeping small copies. */
#include "data/folder.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "base/file.h"
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

typedef struct Folder {
    Photo *photos; /* when the set is ready, the good ones */
    int64_t n;
    FolderOptions options;
} Folder;

/* A check of all photos, shared by threads. */
typedef struct Check {
    Folder *folder;
    atomic_llong next;
    atomic_bool failed; /* memory ran out: stop */
} Check;

static void folder_free(void *memory)
{
    Folder *folder = memory;
    for (int64_t i = 0; i < folder->n; i++) {
        mem_free(folder->photos[i].reason);
        mem_free(folder->photos[i].pixels);
    }
    mem_free(folder->photos);
    mem_free(folder);
}

static Image *folder_image(const Dataset *set, int64_t i)
{
    const Folder *folder = set->state;
    const Photo *photo = &folder->photos[i];
    if (photo->pixels)
        return image_wrap(photo->width, photo->height, 3, photo->pixels, NULL);
    CacheKey key = photo->key;
    return folder->options.cache
               ? cache_image(folder->options.cache, &key, photo->path, folder->options.cache_side)
               : image_load(photo->path);
}

static int folder_label(const Dataset *set, int64_t i)
{
    return ((const Folder *)set->state)->photos[i].label;
}

static const char *folder_path(const Dataset *set, int64_t i)
{
    return ((const Folder *)set->state)->photos[i].path;
}

static bool is_picture_name(const char *name)
{
    static const char *const endings[] = {"jpg", "jpeg", "jpe",  "jfif", "png",  "gif", "bmp", "webp",
                                          "tif", "tiff", "heic", "heif", "avif", "svg", "ico"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (strcasecmp(file_extension(name), endings[i]) == 0)
            return true;
    return false;
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

/* False when memory runs out; a bad photo is no failure. */
static bool check_photo(Photo *photo, const FolderOptions *options)
{
    int keep_side = options->keep_side;
    Image *image = options->cache ? cache_image(options->cache, &photo->key, photo->path, options->cache_side)
                                  : image_load(photo->path);
    bool good = image && (keep_side <= 0 || keep_photo(photo, image, keep_side));
    image_free(image);
    if (error_code() == ERR_MEMORY)
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
    while ((i = atomic_fetch_add(&check->next, 1)) < check->folder->n && !atomic_load(&check->failed))
        if (!check_photo(&check->folder->photos[i], &check->folder->options))
            atomic_store(&check->failed, true);
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
static bool check_all(Folder *folder)
{
    enum { MOST_THREADS = 64 };
    Check check = {.folder = folder};
    pthread_t threads[MOST_THREADS];
    int n_threads = 0;
    int wanted = threads_count() < MOST_THREADS ? threads_count() : MOST_THREADS;
    while (n_threads + 1 < wanted && pthread_create(&threads[n_threads], NULL, check_in_thread, &check) == 0)
        n_threads++;
    check_photos(&check);
    while (n_threads > 0)
        pthread_join(threads[--n_threads], NULL);
    if (atomic_load(&check.failed))
        error_set(ERR_MEMORY, "folder_open: out of memory while looking at %lld photos",
                  (long long)folder->n);
    return !atomic_load(&check.failed);
}

/* Adds the pictures of one class to the list, which grows by doubling. */
static bool list_class(Folder *folder, int64_t *room, const char *path, int label)
{
    const FileList *files = file_list(path);
    for (int64_t i = 0; files && i < files->n; i++) {
        if (!is_picture_name(files->names[i]))
            continue;
        if (folder->n == *room) {
            int64_t more = *room > 0 ? 2 * *room : 256;
            Photo *photos =
                mem_resize(folder->photos, (size_t)*room * sizeof *photos, (size_t)more * sizeof *photos);
            if (!photos)
                return false;
            folder->photos = photos;
            *room = more;
        }
        const char *file = file_join(path, files->names[i]);
        if (!file)
            return false;
        folder->photos[folder->n++] = (Photo){.path = file, .label = label};
    }
    return files != NULL;
}

/* Moves the bad photos from the folder to the report. */
static FolderReport *sort_out(Folder *folder)
{
    FolderReport *report = scope_alloc(sizeof *report);
    if (!report)
        return NULL;
    report->n_files = folder->n;
    for (int64_t i = 0; i < folder->n; i++)
        report->n_rejected += folder->photos[i].reason != NULL;
    report->rejected = scope_alloc((size_t)report->n_rejected * sizeof *report->rejected);
    if (!report->rejected)
        return NULL;
    Rejected *rejected = report->rejected;
    for (int64_t i = 0; i < folder->n; i++)
        if (folder->photos[i].reason) {
            *rejected = (Rejected){folder->photos[i].path, scope_text("%s", folder->photos[i].reason)};
            if (!rejected++->reason)
                return NULL;
        }
    int64_t n = 0;
    for (int64_t i = 0; i < folder->n; i++) {
        if (folder->photos[i].reason)
            mem_free(folder->photos[i].reason);
        else
            folder->photos[n++] = folder->photos[i];
    }
    folder->n = n;
    return report;
}

/* Every class needs a good photo. */
static bool classes_are_filled(const Folder *folder, const char *path, const FileList *classes,
                               const FolderReport *report)
{
    for (int64_t label = 0; label < classes->n; label++) {
        bool found = false;
        for (int64_t i = 0; i < folder->n && !found; i++)
            found = folder->photos[i].label == label;
        if (found)
            continue;
        const char *name = file_join(path, classes->names[label]);
        error_set(ERR_VALUE, "folder_open: %s: has no picture that can be used", name ? name : "");
        if (report->n_rejected > 0)
            error_hint("%lld files were rejected, the first: %s: %s", (long long)report->n_rejected,
                       report->rejected[0].path, report->rejected[0].reason);
        else
            error_hint("put photos into it, or remove the folder if it is no class");
        return false;
    }
    return true;
}

static Folder *folder_list(const char *path, const FileList *classes)
{
    Folder *folder = mem_alloc(sizeof *folder);
    if (!folder || !scope_defer(folder_free, folder))
        return NULL;
    int64_t room = 0;
    for (int64_t label = 0; label < classes->n; label++)
        if (!list_class(folder, &room, file_join(path, classes->names[label]), (int)label))
            return NULL;
    return folder;
}

Dataset *folder_open(const char *path, int keep_side, FolderReport **report)
{
    return folder_open_with(path, (FolderOptions){.keep_side = keep_side}, report);
}

Dataset *folder_open_with(const char *path, FolderOptions options, FolderReport **report)
{
    if (report)
        *report = NULL;
    if (!path || !error_ok())
        return NULL;
    if (!file_is_folder(path)) {
        error_set(ERR_FILE, "folder_open: %s: there is no such folder", path);
        error_hint("name a folder that holds one sub-folder of photos for each class");
        return NULL;
    }
    const FileList *classes = file_folders(path);
    if (!classes)
        return NULL;
    if (classes->n < 2) {
        error_set(ERR_VALUE, "folder_open: %s: has %d sub-folders, but two classes at least are needed", path,
                  (int)classes->n);
        error_hint("put the photos of each class into a sub-folder of its own, named after the class");
        return NULL;
    }
    Folder *folder = folder_list(path, classes);
    if (folder) {
        folder->options = options;
        if (options.keep_side > 0 || options.cache_side == 0)
            folder->options.cache_side = options.keep_side > 0 ? options.keep_side : DEFAULT_CACHE_SIDE;
    }
    FolderReport *found = folder && check_all(folder) ? sort_out(folder) : NULL;
    if (report)
        *report = found;
    Dataset *set = scope_alloc(sizeof *set);
    const char *name = scope_text("%s", path);
    if (!found || !set || !name || !classes_are_filled(folder, path, classes, found))
        return NULL;
    *set = (Dataset){.n = folder->n,
                     .name = name,
                     .n_classes = (int)classes->n,
                     .classes = (const char **)classes->names,
                     .image = folder_image,
                     .label = folder_label,
                     .path = folder_path,
                     .state = folder};
    return set;
}
