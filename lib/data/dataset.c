/* What can be done with any data set: parts of it, counts, tensors. */
#include "data/dataset.h"

#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "data/splitters.h"
#include "tensor/raw.h"

/* A set made of another: some of its samples, or other labels or numbers for them. */
typedef struct Derived {
    const Dataset *whole;
    int64_t *indices; /* of the samples in it; NULL: the same */
    int *labels;      /* NULL: those they have                */
    float *rows;      /* (n, row_size); NULL: likewise        */
} Derived;

static int64_t origin(const Derived *derived, int64_t i)
{
    return derived->indices ? derived->indices[i] : i;
}

static Image *derived_image(const Dataset *set, int64_t i)
{
    const Derived *derived = set->state;
    return derived->whole->image(derived->whole, origin(derived, i));
}

static int derived_label(const Dataset *set, int64_t i)
{
    const Derived *derived = set->state;
    return derived->labels ? derived->labels[i] : derived->whole->label(derived->whole, origin(derived, i));
}

static const char *derived_path(const Dataset *set, int64_t i)
{
    const Derived *derived = set->state;
    return derived->whole->path(derived->whole, origin(derived, i));
}

static const float *derived_row(const Dataset *set, int64_t i)
{
    const Derived *derived = set->state;
    return derived->rows ? derived->rows + i * set->row_size
                         : derived->whole->row(derived->whole, origin(derived, i));
}

/* As `set` until the caller says what is different. */
static Dataset *derive(const Dataset *set, Derived **derived)
{
    Dataset *made = scope_alloc(sizeof *made);
    *derived = scope_alloc(sizeof **derived);
    if (!made || !*derived)
        return NULL;
    **derived = (Derived){.whole = set};
    *made = *set;
    made->image = set->image ? derived_image : NULL;
    made->label = derived_label;
    made->path = set->path ? derived_path : NULL;
    made->row = set->row ? derived_row : NULL;
    made->state = *derived;
    return made;
}

Dataset *dataset_subset(const Dataset *set, const int64_t *indices, int64_t n)
{
    if (!set || !indices || n < 0)
        return NULL;
    for (int64_t i = 0; i < n; i++)
        if (indices[i] < 0 || indices[i] >= set->n)
            return error_set(ERR_VALUE, "dataset_subset: index %lld of %s, which has samples 0 to %lld",
                             (long long)indices[i], set->name, (long long)set->n - 1);
    Derived *derived;
    Dataset *part = derive(set, &derived);
    if (!part || !(derived->indices = scope_alloc((size_t)n * sizeof *indices)))
        return NULL;
    memcpy(derived->indices, indices, (size_t)n * sizeof *indices);
    part->n = n;
    return part;
}

Dataset *dataset_relabel(const Dataset *set, const int *labels)
{
    if (!set || !labels)
        return NULL;
    for (int64_t i = 0; i < set->n; i++)
        if (labels[i] < 0 || labels[i] >= set->n_classes)
            return error_set(ERR_VALUE, "dataset_relabel: label %d of sample %lld, but %s has %d classes",
                             labels[i], (long long)i, set->name, set->n_classes);
    size_t bytes = (size_t)set->n * sizeof *labels;
    Derived *derived;
    Dataset *made = derive(set, &derived);
    if (!made || !(derived->labels = scope_alloc(bytes)))
        return NULL;
    memcpy(derived->labels, labels, bytes);
    return made;
}

Dataset *dataset_of_rows(const Dataset *set, Tensor *x)
{
    if (!set || !x)
        return NULL;
    if (x->n_dims != 2 || x->shape[0] != set->n)
        return error_set(ERR_SHAPE, "dataset_of_rows: (%s) for %lld samples of %s",
                         shape_text(tensor_shape(x)), (long long)set->n, set->name);
    Derived *derived;
    Dataset *made = derive(set, &derived);
    if (!made || !(derived->rows = scope_alloc((size_t)tensor_count(x) * sizeof *derived->rows)) ||
        !tensor_read(x, derived->rows))
        return NULL;
    made->image = NULL;
    made->row = derived_row;
    made->row_size = x->shape[1];
    return made;
}

Dataset *dataset_take(const Dataset *set, int64_t n)
{
    if (!set || n < 0)
        return NULL;
    n = n < set->n ? n : set->n;
    int64_t *indices = mem_alloc((size_t)n * sizeof *indices);
    for (int64_t i = 0; indices && i < n; i++)
        indices[i] = i;
    Dataset *part = dataset_subset(set, indices, n);
    mem_free(indices);
    return part;
}

/* --- two sets as one ------------------------------------------------------------------------------------ */

/* Which of the two has sample i, and as which of its own. */
static const Dataset *joined(const Dataset *set, int64_t *i)
{
    const Dataset *const *parts = set->state;
    if (*i < parts[0]->n)
        return parts[0];
    *i -= parts[0]->n;
    return parts[1];
}

static Image *joined_image(const Dataset *set, int64_t i)
{
    const Dataset *part = joined(set, &i);
    return part->image(part, i);
}

static int joined_label(const Dataset *set, int64_t i)
{
    const Dataset *const *parts = set->state, *part = joined(set, &i);
    return part->label(part, i) + (part == parts[1] ? parts[0]->n_classes : 0);
}

static const char *joined_path(const Dataset *set, int64_t i)
{
    const Dataset *part = joined(set, &i);
    return part->path(part, i);
}

Dataset *dataset_join(const Dataset *a, const Dataset *b)
{
    if (!a || !b)
        return NULL;
    if (!a->classes || !b->classes)
        return error_set(ERR_VALUE, "dataset_join: the classes of %s have no names",
                         a->classes ? b->name : a->name);
    Dataset *both = scope_alloc(sizeof *both);
    const Dataset **parts = scope_alloc(2 * sizeof *parts);
    const char **classes = scope_alloc((size_t)(a->n_classes + b->n_classes) * sizeof *classes);
    if (!both || !parts || !classes)
        return NULL;
    parts[0] = a;
    parts[1] = b;
    memcpy(classes, a->classes, (size_t)a->n_classes * sizeof *classes);
    memcpy(classes + a->n_classes, b->classes, (size_t)b->n_classes * sizeof *classes);
    *both = (Dataset){.n = a->n + b->n,
                      .name = scope_text("%s and %s", a->name, b->name),
                      .n_classes = a->n_classes + b->n_classes,
                      .classes = classes,
                      .image = joined_image,
                      .label = joined_label,
                      .path = a->path && b->path ? joined_path : NULL,
                      .state = parts};
    return both->name ? both : NULL;
}

Split dataset_split(const Dataset *set, double valid_share, uint64_t seed)
{
    Split split = {NULL, NULL};
    if (!set)
        return split;
    Sides sides = split_random(set->n, valid_share, seed);
    split.train = dataset_subset(set, sides.train, sides.n_train);
    split.valid = dataset_subset(set, sides.valid, sides.n_valid);
    return split.valid && split.train ? split : (Split){NULL, NULL};
}

void dataset_class_counts(const Dataset *set, int64_t *counts)
{
    if (!set || !counts)
        return;
    memset(counts, 0, (size_t)set->n_classes * sizeof *counts);
    for (int64_t i = 0; i < set->n; i++)
        counts[set->label(set, i)]++;
}

/* Writes one sample as floats in 0..1; every sample must have the shape of `like`. */
static bool write_sample(const char *function, const Dataset *set, int64_t i, const Image *like, float *out)
{
    Image *image = set->image(set, i);
    if (!image)
        return false;
    bool same =
        image->width == like->width && image->height == like->height && image->channels == like->channels;
    if (same) {
        for (size_t k = 0; k < image_bytes(image); k++)
            out[k] = (float)image->pixels[k] / 255;
    } else {
        error_set(ERR_SHAPE, "%s: sample %lld of %s is %d x %d x %d, but the first is %d x %d x %d", function,
                  (long long)i, set->name, image->height, image->width, image->channels, like->height,
                  like->width, like->channels);
        error_hint("bring pictures to one size with a loader and transform_resize");
    }
    image_free(image);
    return same;
}

/* All images of a set, uploaded piece by piece so that they are never in memory twice. */
static Tensor *images_of(const char *function, const Dataset *set, int64_t piece)
{
    if (set->n == 0)
        return error_set(ERR_VALUE, "%s: %s has no samples", function, set->name);
    if (!set->image)
        return error_set(ERR_VALUE, "%s: the samples of %s are no pictures", function, set->name);
    Image *first = set->image(set, 0);
    if (!first)
        return NULL;
    int64_t size = (int64_t)image_bytes(first);
    Tensor *x = tensor_empty(SHAPE(set->n, first->height, first->width, first->channels));
    float *values = x ? mem_alloc((size_t)(piece * size) * sizeof *values) : NULL;
    bool good = values != NULL;
    for (int64_t from = 0; good && from < set->n; from += piece) {
        int64_t n = set->n - from < piece ? set->n - from : piece;
        for (int64_t i = 0; good && i < n; i++)
            good = write_sample(function, set, from + i, first, values + i * size);
        Scope scope = scope_begin();
        Shape shape = SHAPE(n, first->height, first->width, first->channels);
        good = good && tensor_write(raw_view(x, shape, NULL, from * size), values);
        scope_end(scope);
    }
    mem_free(values);
    image_free(first);
    return good ? x : NULL;
}

static Tensor *labels_of(const Dataset *set)
{
    float *values = mem_alloc((size_t)set->n * sizeof *values);
    for (int64_t i = 0; values && i < set->n; i++)
        values[i] = (float)set->label(set, i);
    Tensor *y = values ? tensor_from(SHAPE(set->n), values, set->n) : NULL;
    mem_free(values);
    return y;
}

enum { PIECE = 256 }; /* samples that are uploaded together */

bool dataset_tensors(const Dataset *set, Tensor **x, Tensor **y)
{
    if (!set || !x || !y)
        return false;
    *x = images_of("dataset_tensors", set, PIECE);
    *y = *x ? labels_of(set) : NULL;
    return *y != NULL;
}

Tensor *dataset_class_images(const Dataset *set, int label)
{
    if (!set)
        return NULL;
    int64_t *indices = mem_alloc((size_t)set->n * sizeof *indices);
    int64_t n = 0;
    for (int64_t i = 0; indices && i < set->n; i++)
        if (set->label(set, i) == label)
            indices[n++] = i;
    const Dataset *part = dataset_subset(set, indices, n);
    mem_free(indices);
    if (part && n == 0)
        return error_set(ERR_VALUE, "dataset_class_images: %s has no sample of class %d", set->name, label);
    return part ? images_of("dataset_class_images", part, PIECE) : NULL;
}
