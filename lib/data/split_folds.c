/* Folds for cross-validation, with whole groups in each. */
#include <stdlib.h>

#include "base/error.h"
#include "base/random.h"
#include "base/scope.h"
#include "data/splitters.h"
#include "data/splitters_part.h"

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

static bool deal(int64_t n, const int64_t *groups, int k, uint64_t seed, int *fold)
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
