/* Folds for cross-validation: with whole groups in each, or with the same share of every class. */
#include <stdlib.h>

#include "base/error.h"
#include "base/random.h"
#include "base/scope.h"
#include "data/splitters.h"
#include "data/splitters_part.h"

static bool can_be(const char *function, int k, int64_t n)
{
    if (k >= 2 && k <= n)
        return true;
    error_set(ERR_VALUE, "%s: %d folds of %lld items", function, k, (long long)n);
    return false;
}

/* A group as it waits for its fold. */
typedef struct Waiting {
    int64_t group, size, place; /* place: its turn among those of its size */
} Waiting;

static int by_turn(const void *left, const void *right)
{
    const Waiting *a = left, *b = right;
    if (a->size != b->size)
        return a->size > b->size ? -1 : 1;
    return a->place < b->place ? -1 : a->place > b->place;
}

static bool deal_groups(int64_t n, const int64_t *groups, int k, uint64_t seed, int *fold)
{
    Groupings all;
    if (!split_gather(n, groups, &all))
        return false;
    Waiting *waiting = scope_alloc((size_t)all.n * sizeof *waiting);
    int64_t *order = scope_alloc((size_t)all.n * sizeof *order),
            *sizes = scope_alloc((size_t)k * sizeof *sizes);
    if (!waiting || !order || !sizes)
        return false;
    Random random;
    random_init(&random, seed);
    random_randperm(&random, order, all.n);
    for (int64_t g = 0; g < all.n; g++)
        waiting[g] = (Waiting){g, all.begins[g + 1] - all.begins[g], order[g]};
    qsort(waiting, (size_t)all.n, sizeof *waiting, by_turn);
    for (int64_t w = 0; w < all.n; w++) {
        int least = 0;
        for (int f = 1; f < k; f++)
            if (sizes[f] < sizes[least])
                least = f;
        sizes[least] += waiting[w].size;
        const Member *members = all.members + all.begins[waiting[w].group];
        for (int64_t m = 0; m < waiting[w].size; m++)
            fold[members[m].item] = least;
    }
    return true;
}

bool split_folds(int64_t n, const int64_t *groups, int k, uint64_t seed, int *fold)
{
    if (!groups || !fold || !can_be("split_folds", k, n))
        return false;
    Scope scope = scope_begin();
    bool done = deal_groups(n, groups, k, seed, fold);
    scope_end(scope);
    return done;
}

/* In the order of a permutation, each class begins where the one before it ended, so that folds differ in
 * size by one at most. */
static bool deal_classes(int64_t n, const int *labels, int k, uint64_t seed, int *fold)
{
    int n_classes = split_classes("split_folds_stratified", n, labels);
    int64_t *order = n_classes >= 0 ? scope_alloc((size_t)n * sizeof *order) : NULL;
    if (!order)
        return false;
    Random random;
    random_init(&random, seed);
    random_randperm(&random, order, n);
    int64_t dealt = 0;
    for (int c = 0; c < n_classes; c++) {
        int64_t begin = dealt;
        for (int64_t i = 0; i < n; i++)
            if (labels[order[i]] == c)
                fold[order[i]] = (int)(dealt++ % k);
        if (dealt > begin && dealt - begin < k) {
            error_set(ERR_VALUE,
                      "split_folds_stratified: %lld items of class %d cannot be dealt into %d folds",
                      (long long)(dealt - begin), c, k);
            return false;
        }
    }
    return true;
}

bool split_folds_stratified(int64_t n, const int *labels, int k, uint64_t seed, int *fold)
{
    if (!labels || !fold || !can_be("split_folds_stratified", k, n))
        return false;
    Scope scope = scope_begin();
    bool done = deal_classes(n, labels, k, seed, fold);
    scope_end(scope);
    return done;
}
