/* Folders of photos: listing them class by class. */
#include "data/folder.h"

#include "base/error.h"
#include "base/file.h"
#include "base/scope.h"

/* Every class needs a good photo. */
static bool classes_are_filled(const Dataset *set, const char *path, const FolderReport *report)
{
    int64_t *counts = scope_alloc((size_t)set->n_classes * sizeof *counts);
    if (!counts)
        return false;
    dataset_class_counts(set, counts);
    for (int label = 0; label < set->n_classes; label++) {
        if (counts[label] > 0)
            continue;
        const char *name = file_join(path, set->classes[label]);
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

/* Whether there is something to tell apart. */
static bool has_classes(const char *path, const FileList *classes)
{
    if (classes && classes->n < 2) {
        error_set(ERR_VALUE, "folder_open: %s: has %d sub-folders, but two classes at least are needed", path,
                  (int)classes->n);
        error_hint("put the photos of each class into a sub-folder of its own, named after the class");
    }
    return classes && classes->n >= 2;
}

/* The files of all classes one after another; *labels gets the class of each. */
static Items *list_classes(const char *path, const FileList *classes, int **labels)
{
    Items *items = items_new(path);
    int64_t *ends = items ? scope_alloc((size_t)classes->n * sizeof *ends) : NULL;
    if (!ends)
        return NULL;
    for (int64_t c = 0; c < classes->n; c++) {
        if (!items_add_folder(items, file_join(path, classes->names[c])))
            return NULL;
        ends[c] = items->n;
    }
    *labels = scope_alloc((size_t)items->n * sizeof **labels);
    for (int64_t i = 0, c = 0; *labels && i < items->n; i++) {
        while (i >= ends[c])
            c++;
        (*labels)[i] = (int)c;
    }
    return *labels ? items : NULL;
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
    int *labels = NULL;
    const Items *items = has_classes(path, classes) ? list_classes(path, classes, &labels) : NULL;
    if (!items)
        return NULL;
    FolderReport *found;
    Dataset *set =
        photos_open(items, labels, (int)classes->n, (const char **)classes->names, options, &found);
    if (report)
        *report = found;
    return set && classes_are_filled(set, path, found) ? set : NULL;
}
