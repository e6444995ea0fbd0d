/* IDX files: a head of big-endian numbers, then bytes; and the sets that come in them. */
#include "data/idx.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/scope.h"

enum { MOST_SIDE = 1 << 14 };

typedef struct Idx {
    int64_t n, height, width;
    const uint8_t *pixels; /* (n, height, width) */
    const uint8_t *labels; /* (n)                */
    const char *path;
} Idx;

static Image *idx_image(const Dataset *set, int64_t i)
{
    const Idx *idx = set->state;
    const uint8_t *pixels = idx->pixels + i * idx->height * idx->width;
    return image_wrap((int)idx->width, (int)idx->height, 1, (uint8_t *)pixels, NULL);
}

static int idx_label(const Dataset *set, int64_t i)
{
    return ((const Idx *)set->state)->labels[i];
}

static const char *idx_path(const Dataset *set, int64_t i)
{
    (void)i;
    return ((const Idx *)set->state)->path;
}

/* Reads a file of bytes with this many axes, and its sizes; returns the first byte after the head. */
static const uint8_t *read_bytes(const char *path, int n_axes, int64_t *sizes)
{
    size_t n, wanted = 1;
    const uint8_t *file = file_read(path, 0, &n);
    if (!file)
        return NULL;
    size_t head = 4 + 4 * (size_t)n_axes;
    if (n >= 2 && file[0] == 0x1f && file[1] == 0x8b) {
        error_set(ERR_FORMAT, "idx_open: %s: is still packed by gzip", path);
        error_hint("unpack it: gunzip %s", path);
        return NULL;
    }
    if (n < head || file[0] != 0 || file[1] != 0 || file[2] != 8 || file[3] != n_axes)
        return error_set(ERR_FORMAT,
                         "idx_open: %s: is no IDX file of bytes with %d axes: it must begin with 00 00 08 "
                         "%02x and %d sizes",
                         path, n_axes, (unsigned)n_axes, n_axes);
    for (int axis = 0; axis < n_axes; axis++) {
        const uint8_t *at = file + 4 + 4 * axis;
        sizes[axis] = (int64_t)at[0] << 24 | (int64_t)at[1] << 16 | (int64_t)at[2] << 8 | at[3];
        if (sizes[axis] == 0 || (axis > 0 && sizes[axis] > MOST_SIDE))
            return error_set(ERR_FORMAT, "idx_open: %s: size %d is %lld", path, axis + 1,
                             (long long)sizes[axis]);
        wanted *= (size_t)sizes[axis]; /* at most 2^60 */
    }
    if (n - head != wanted) {
        error_set(ERR_FORMAT, "idx_open: %s: has %zu bytes after its head, which promises %zu", path,
                  n - head, wanted);
        error_hint("fetch it again: it is damaged or was cut short");
        return NULL;
    }
    return file + head;
}

static const char **class_names(int n, const char *const *names)
{
    const char **copies = scope_alloc((size_t)n * sizeof *copies);
    for (int i = 0; copies && i < n; i++) {
        copies[i] = names ? scope_text("%s", names[i]) : scope_text("%d", i);
        if (!copies[i])
            return NULL;
    }
    return copies;
}

Dataset *idx_open(const char *images_path, const char *labels_path, int n_classes, const char *const *classes)
{
    if (!images_path || !labels_path)
        return NULL;
    if (n_classes < 1 || n_classes > 256)
        return error_set(ERR_VALUE, "idx_open: %d classes, must be 1 to 256", n_classes);
    int64_t sizes[3], n_labels;
    const uint8_t *pixels = read_bytes(images_path, 3, sizes);
    const uint8_t *labels = pixels ? read_bytes(labels_path, 1, &n_labels) : NULL;
    if (!labels)
        return NULL;
    if (n_labels != sizes[0])
        return error_set(ERR_FORMAT, "idx_open: %s has %lld images, but %s has %lld labels", images_path,
                         (long long)sizes[0], labels_path, (long long)n_labels);
    for (int64_t i = 0; i < n_labels; i++)
        if (labels[i] >= n_classes)
            return error_set(ERR_FORMAT, "idx_open: %s: label %lld is %d, must be below %d", labels_path,
                             (long long)i, labels[i], n_classes);
    Dataset *set = scope_alloc(sizeof *set);
    Idx *idx = scope_alloc(sizeof *idx);
    const char *path = scope_text("%s", images_path);
    const char **names = class_names(n_classes, classes);
    if (!set || !idx || !path || !names)
        return NULL;
    *idx = (Idx){sizes[0], sizes[1], sizes[2], pixels, labels, path};
    *set = (Dataset){.n = sizes[0],
                     .name = path,
                     .n_classes = n_classes,
                     .classes = names,
                     .image = idx_image,
                     .label = idx_label,
                     .path = idx_path,
                     .state = idx};
    return set;
}

/* The number of a picture, and the name of the file that MNIST_SAMPLE gives it. */
typedef struct Named {
    int64_t index;
    char name[32];
} Named;

static int by_name(const void *left, const void *right)
{
    return strcmp(((const Named *)left)->name, ((const Named *)right)->name);
}

/* The samples of one class in the order of their names; returns how many. */
static int64_t list_class(const Dataset *set, int label, Named *named)
{
    int64_t n = 0;
    for (int64_t i = 0; i < set->n; i++)
        if (set->label(set, i) == label) {
            named[n].index = i;
            snprintf(named[n++].name, sizeof named->name, "%lld.png", (long long)i);
        }
    qsort(named, (size_t)n, sizeof *named, by_name);
    return n;
}

typedef struct IdxPair {
    const Dataset *both;
    int second;
} IdxPair;

static Image *pair_image(const Dataset *set, int64_t i)
{
    const IdxPair *two = set->state;
    return two->both->image(two->both, i);
}

static int pair_label(const Dataset *set, int64_t i)
{
    const IdxPair *two = set->state;
    return two->both->label(two->both, i) == two->second;
}

static const char *pair_path(const Dataset *set, int64_t i)
{
    const IdxPair *two = set->state;
    return two->both->path(two->both, i);
}

/* Both classes out of the set, the first one first. */
static const Dataset *both_classes(const Dataset *digits, int first, int second)
{
    Named *named = mem_alloc((size_t)digits->n * sizeof *named);
    int64_t *indices = mem_alloc((size_t)digits->n * sizeof *indices);
    const Dataset *both = NULL;
    if (named && indices) {
        int64_t n = list_class(digits, first, named);
        n += list_class(digits, second, named + n);
        for (int64_t i = 0; i < n; i++)
            indices[i] = named[i].index;
        both = dataset_subset(digits, indices, n);
    }
    mem_free(named);
    mem_free(indices);
    return both;
}

Dataset *idx_pair(const Dataset *digits, int first, int second)
{
    if (!digits)
        return NULL;
    if (first < 0 || second < 0 || first >= digits->n_classes || second >= digits->n_classes ||
        first == second)
        return error_set(ERR_VALUE, "idx_pair: classes %d and %d of %s, which has 0 to %d", first, second,
                         digits->name, digits->n_classes - 1);
    const Dataset *both = both_classes(digits, first, second);
    Dataset *set = scope_alloc(sizeof *set);
    IdxPair *two = scope_alloc(sizeof *two);
    const char **classes = scope_alloc(2 * sizeof *classes);
    if (!both || !set || !two || !classes)
        return NULL;
    *two = (IdxPair){both, second};
    classes[0] = digits->classes ? digits->classes[first] : scope_text("%d", first);
    classes[1] = digits->classes ? digits->classes[second] : scope_text("%d", second);
    *set = *both;
    set->n_classes = 2;
    set->classes = classes;
    set->image = pair_image;
    set->label = pair_label;
    set->path = both->path ? pair_path : NULL;
    set->state = two;
    return set;
}
