/* Folds for cross-validation, with whole groups in each. */
#include <stdlib.h>

#include "base/error.h"
#include "base/random.h"
#include "base/scope.h"
#include "data/splitters.h"

/* A group as it waits for its fold. */
typedef struct Waiting {
    int64_t group, size, place; /* place: its turn among those of its size */
} Waiting;

static int by_group(const void *left, const void *right)
{
    const int64_t *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

static int by_turn(const void *left, const void *right)
{
    const Waiting *a = left, *b = right;
    if (a->size != b->size)
        return a->size > b->size ? -1 : 1;
    return a->place < b->place ? -1 : a->place > b->place;
}

/* The groups that there are, sorted by their numbers; returns how many. */
static int64_t gather(int64_t n, const int64_t *groups, Waiting *waiting)
{
    int64_t *sorted = scope_alloc((size_t)n * sizeof *sorted), n_groups = 0;
    for (int64_t i = 0; sorted && i < n; i++)
        sorted[i] = groups[i];
    if (sorted)
        qsort(sorted, (size_t)n, sizeof *sorted, by_group);
    for (int64_t i = 0; sorted && i < n; i++)
        if (i > 0 && sorted[i] == sorted[i - 1])
            waiting[n_groups - 1].size++;
        else
            waiting[n_groups++] = (Waiting){.group = sorted[i], .size = 1};
    return n_groups;
}

static bool deal(int64_t n, const int64_t *groups, int k, uint64_t seed, int *fold)
{
    Waiting *waiting = scope_alloc((size_t)n * sizeof *waiting);
    int64_t n_groups = waiting ? gather(n, groups, waiting) : 0;
    int64_t *order = scope_alloc((size_t)n_groups * sizeof *order),
            *sizes = scope_alloc((size_t)k * sizeof *sizes);
    int *fold_of = scope_alloc((size_t)n_groups * sizeof *fold_of);
    if (n_groups == 0 || !order || !sizes || !fold_of)
        return false;
    Random random;
    random_init(&random, seed);
    random_randperm(&random, order, n_groups);
    for (int64_t g = 0; g < n_groups; g++)
        waiting[g].place = order[g];
    qsort(waiting, (size_t)n_groups, sizeof *waiting, by_turn);
    for (int64_t g = 0; g < n_groups; g++) {
        int least = 0;
        for (int f = 1; f < k; f++)
            if (sizes[f] < sizes[least])
                least = f;
        fold_of[g] = least;
        sizes[least] += waiting[g].size;
    }
    for (int64_t g = 0; g < n_groups; g++)
        for (int64_t i = 0; i < n; i++)
            if (groups[i] == waiting[g].group)
                fold[i] = fold_of[g];
    return true;
}

bool split_folds(int64_t n, const int64_t *groups, int k, uint64_t seed, int *fold)
{
    if (!groups || !fold)
        return false;
    if (k < 2 || k > n) {
        error_set(ERR_VALUE, "split_folds: %d folds of %lld items", k, (long long)n);
        return false;
    }
    Scope scope = scope_begin();
    bool done = deal(n, groups, k, seed, fold);
    scope_end(scope);
    return done;
}
