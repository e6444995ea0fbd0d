/* Losses of photos, and lists of them. */
#include "web/review.h"

#include <math.h>
#include <stdlib.h>

#include "base/scope.h"

double review_p(const Review *review, int64_t i, int class)
{
    return exp((double)review->log_p[i * clean_dataset(review->clean)->n_classes + class]);
}

double review_loss(const Review *review, int64_t i)
{
    int n_classes = clean_dataset(review->clean)->n_classes;
    return -(double)review->log_p[i * n_classes + clean_photo(review->clean, i)->label];
}

int review_predicted(const Review *review, int64_t i)
{
    int n_classes = clean_dataset(review->clean)->n_classes, best = 0;
    const float *row = review->log_p + i * n_classes;
    for (int c = 1; c < n_classes; c++)
        if (row[c] > row[best])
            best = c;
    return best;
}

/* A photo and what it is sorted by: small keys first, and among equal ones small numbers. */
typedef struct Place {
    int64_t number;
    double keys[2];
} Place;

static int by_keys(const void *a, const void *b)
{
    const Place *left = a, *right = b;
    for (int k = 0; k < 2; k++)
        if (left->keys[k] != right->keys[k])
            return left->keys[k] < right->keys[k] ? -1 : 1;
    return left->number < right->number ? -1 : left->number > right->number;
}

static bool passes(const Review *review, ReviewFilter filter, int64_t i)
{
    const CleanPhoto *photo = clean_photo(review->clean, i);
    if (filter.order == REVIEW_CHANGES && photo->mark == CLEAN_KEEP)
        return false;
    bool valid = review->valid && review->valid[i];
    return *photo->name && (filter.label < 0 || photo->label == filter.label) &&
           (filter.split == REVIEW_ALL || valid == (filter.split == REVIEW_VALID));
}

/* What is to be known of a group, kept at the number that names it. */
typedef struct Group {
    int64_t members; /* that are still there       */
    int label;       /* of one of them             */
    bool across;     /* they are in several classes */
    bool wanted;     /* one comes through the filter */
} Group;

static Group *groups_of(const Review *review, ReviewFilter filter)
{
    int64_t n = clean_count(review->clean);
    Group *groups = scope_alloc((size_t)n * sizeof *groups);
    for (int64_t i = 0; groups && i < n; i++) {
        const CleanPhoto *photo = clean_photo(review->clean, i);
        Group *group = &groups[review->group[i]];
        if (!*photo->name)
            continue;
        group->across = group->across || (group->members > 0 && photo->label != group->label);
        group->label = photo->label;
        group->members++;
        group->wanted = group->wanted || passes(review, filter, i);
    }
    return groups;
}

static int64_t take_groups(const Review *review, ReviewFilter filter, Place *places)
{
    int64_t n = clean_count(review->clean), found = 0;
    const Group *groups = review->group ? groups_of(review, filter) : NULL;
    for (int64_t i = 0; groups && i < n; i++) {
        const Group *group = &groups[review->group[i]];
        if (group->members < 2 || !group->wanted || !*clean_photo(review->clean, i)->name)
            continue;
        /* Groups in several classes first; a group stays together, because its number is part of the key. */
        places[found++] = (Place){i, {group->across ? -1 : 0, (double)review->group[i]}};
    }
    return found;
}

int64_t review_list(const Review *review, ReviewFilter filter, int64_t *numbers)
{
    if (!review || !numbers)
        return -1;
    Scope scope = scope_begin();
    int64_t n = clean_count(review->clean), found = 0;
    Place *places = scope_alloc((size_t)n * sizeof *places);
    if (places && filter.order == REVIEW_ALIKE)
        found = take_groups(review, filter, places);
    for (int64_t i = 0; places && filter.order != REVIEW_ALIKE && i < n; i++)
        if (passes(review, filter, i))
            places[found++] = (Place){i, {filter.order == REVIEW_LOSS ? -review_loss(review, i) : 0, 0}};
    if (places)
        qsort(places, (size_t)found, sizeof *places, by_keys);
    for (int64_t i = 0; i < found; i++)
        numbers[i] = places[i].number;
    scope_end(scope);
    return places ? found : -1;
}
